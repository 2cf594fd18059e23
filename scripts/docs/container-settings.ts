/** A setting that the compose files, nginx or start.sh read, and the server itself does not. */
export interface ContainerSetting {
  name: string;
  default: string;
  values: string;
  meaning: string;
}

/** All of them, in the order of docs/configuration.md. */
export const containerSettings: readonly ContainerSetting[] = [
  {
    name: 'HTTPS_PORT',
    default: '443',
    values: 'port, or address:port',
    meaning: 'Where nginx is reached with TLS.',
  },
  {
    name: 'CERTIFICATES',
    default: 'certificates',
    values: 'volume, or a folder such as ./certificates',
    meaning: 'Where fullchain.pem and privkey.pem are.',
  },
  {
    name: 'BEHIND_PROXY',
    default: '',
    values: 'addresses or networks',
    meaning:
      'Another proxy that stands in front of nginx, such as 172.17.0.1 or 10.0.0.0/8: its X-Forwarded-For and X-Forwarded-Proto are believed.',
  },
  {
    name: 'POSTGRES_USER',
    default: 'assistant',
    values: 'text',
    meaning: "The app's role in the container's PostgreSQL. Used when the volume is made.",
  },
  {
    name: 'POSTGRES_DB',
    default: 'assistant',
    values: 'text',
    meaning: "The app's database. Used when the volume is made.",
  },
  {
    name: 'POSTGRES_PASSWORD',
    default: '',
    values: '12 characters or more',
    meaning: "The role's password. Made when it is not given.",
  },
  {
    name: 'IMAGE_TAG',
    default: 'latest',
    values: 'image tag',
    meaning: 'Which build of the images runs. scripts/deploy.sh sets it.',
  },
  {
    name: 'WEB_PORT',
    default: '8000',
    values: 'port',
    meaning: 'Development containers: where the server is reached, on 127.0.0.1.',
  },
  {
    name: 'WATCH_POLLING',
    default: '0',
    values: '`0`, `1`',
    meaning: 'Development containers: 1 looks for changed files itself, where mounts bring no file events.',
  },
  {
    name: 'COMPOSE_PROFILES',
    default: '',
    values: '`ai`, `tools`, both with a comma',
    meaning: 'ai: a model server. tools: pgAdmin and Redis Commander on 127.0.0.1.',
  },
  {
    name: 'OLLAMA_TAG',
    default: 'latest',
    values: 'image tag',
    meaning: 'Which Ollama runs with the profile ai.',
  },
  {
    name: 'PGADMIN_PORT',
    default: '5050',
    values: 'port',
    meaning: 'Profile tools: pgAdmin on 127.0.0.1.',
  },
  {
    name: 'PGADMIN_PASSWORD',
    default: '',
    values: '12 characters or more',
    meaning: 'Made when it is not given: `docker compose exec pgadmin cat /run/secrets/pgadmin_password`.',
  },
  {
    name: 'REDIS_COMMANDER_PORT',
    default: '8081',
    values: 'port',
    meaning: 'Profile tools: Redis Commander on 127.0.0.1.',
  },
  {
    name: 'REDIS_COMMANDER_PASSWORD',
    default: '',
    values: '12 characters or more',
    meaning:
      'Made when it is not given: `docker compose exec redis-commander cat /run/secrets/redis_commander_password`.',
  },
];
