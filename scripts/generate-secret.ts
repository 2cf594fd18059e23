// Prints a new value for SECRET_KEY: `npm run generate-secret`.
import { randomBytes } from 'node:crypto';

console.log(randomBytes(48).toString('base64url'));
