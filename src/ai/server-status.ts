import type { ModelProvider, ModelSettings } from '../config-models.ts';
import type { ModelSkill } from './port.ts';
import { targetsFor } from './providers.ts';

/** A model that is set up, and whether it could answer now. A cloud is not asked: that would cost. */
export interface ModelStatus {
  provider: ModelProvider;
  model: string;
  skills: ModelSkill[];
  state: 'there' | 'not-pulled' | 'no-answer' | 'key-set';
}

const TIMEOUT_MS = 1500;
const KEPT_MS = 30_000;
const SKILLS: readonly ModelSkill[] = ['text', 'vision', 'embedding'];

/** Looks at the models that are set up; asks the model server at most once in 30 s, and waits for it 1.5 s at most. */
export function createModelStatus(settings: ModelSettings): () => Promise<ModelStatus[]> {
  let asked: { at: number; names: Promise<string[] | undefined> } | undefined;
  return async () => {
    const { url } = settings.ollama;
    if (url !== undefined && (!asked || performance.now() - asked.at > KEPT_MS))
      asked = { at: performance.now(), names: listModels(url) };
    const names = await asked?.names;
    return setUp(settings).map((one) => ({ ...one, state: stateOf(one, names) }));
  };
}

function setUp(settings: ModelSettings): Omit<ModelStatus, 'state'>[] {
  const found = new Map<string, Omit<ModelStatus, 'state'>>();
  for (const skill of SKILLS) {
    for (const target of targetsFor(settings, skill, true)) {
      const key = `${target.provider} ${target.model}`;
      const known = found.get(key);
      if (known) known.skills.push(skill);
      else found.set(key, { ...target, skills: [skill] });
    }
  }
  return [...found.values()];
}

function stateOf(
  { provider, model }: Pick<ModelStatus, 'provider' | 'model'>,
  names: string[] | undefined,
): ModelStatus['state'] {
  if (provider !== 'ollama') return 'key-set';
  if (!names) return 'no-answer';
  return names.includes(model) || names.includes(`${model}:latest`) ? 'there' : 'not-pulled';
}

/** GET /api/tags of Ollama; undefined when it does not answer in time or as documented. */
async function listModels(url: string): Promise<string[] | undefined> {
  try {
    const answer = await fetch(new URL('/api/tags', url), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { models } = (await answer.json()) as { models?: { name?: unknown }[] };
    return models?.map(({ name }) => String(name));
  } catch {
    return undefined;
  }
}
