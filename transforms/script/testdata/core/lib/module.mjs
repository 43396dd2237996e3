import path, { basename } from 'node:path';
import * as all from './index.js';
export default basename('/a/b') + path.sep + all.default;
export const named = await0();
function await0() { return 1; }
export const meta = [path.basename(import.meta.url), import.meta.url.startsWith('file:///')];
