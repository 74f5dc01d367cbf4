// What was found good stays good as long as all that the outcome depends on is the same: a stamp in
// build/rules holds a hash of it, so that between two edits only what was touched is looked at.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { read, root } from './sources.mjs';

const kStamps = join(root, 'build/rules');

/** @param {(string | Buffer)[]} parts */
export function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}\0`).update(part);
  return hash.digest('hex');
}

/** Names and contents. @param {string[]} paths from the repository's root */
export const hashOfFiles = (paths) => hashOf(paths.flatMap((path) => [path, read(path)]));

export class Stamp {
  /**
   * @param {string} name of what was looked at
   * @param {string} key of all that the outcome depends on
   */
  constructor(name, key) {
    this.path = join(kStamps, name.replaceAll('/', '+'));
    this.key = key;
  }

  get holds() {
    return existsSync(this.path) && readFileSync(this.path, 'utf8') === this.key;
  }

  put() {
    mkdirSync(kStamps, { recursive: true });
    writeFileSync(this.path, this.key);
  }
}
