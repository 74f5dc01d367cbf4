// Effects that come all at once, as when a journal is read.

/** @typedef {import('./core.js').Effect} Effect */

/**
 * What is appended piece by piece is appended at once.
 * @param {Effect[]} effects
 */
export function merged(effects) {
  /** @type {Map<string, {effect: Effect, pieces: string[]}>} by kind and place */
  const texts = new Map();
  const result = [];
  const close = (/** @type {(name: string) => boolean} */ which) => {
    for (const [name, { effect, pieces }] of texts) {
      if (!which(name)) continue;
      effect.text = pieces.join('');
      texts.delete(name);
    }
  };
  for (const effect of effects) {
    if (effect.kind === 'text' || effect.kind === 'thought') {
      const name = `${effect.id} ${effect.arg} ${effect.kind}`;
      const open = texts.get(name);
      if (open) {
        open.pieces.push(effect.text);
        continue;
      }
      texts.set(name, { effect, pieces: [effect.text] });
    } else if (effect.kind === 'step') {
      close((name) => name.startsWith(`${effect.id} ${effect.arg} `));
    } else if (effect.kind === 'turn_reset' || effect.kind === 'turn_state') {
      close((name) => name.startsWith(`${effect.id} `));
    }
    result.push(effect);
  }
  close(() => true);
  return result;
}
