// What must not leave the machine in an export: keys, tokens, and the random words by which the
// proxy knows a stream. Doing it twice is doing it once, so that an export of an import is the same.

const kRemoved = 'removed';
const kSecretNames = new RegExp(
  '^(authorization|proxy-authorization|cookie|set-cookie|x-goog-api-key|key|password|secret' +
    '|.*(api[-_]?key|access[-_]?token|client[-_]?secret|signing[-_]?secret))$',
  'i',
);

/**
 * Text without keys of the service, wherever they stand.
 * @param {string} text
 */
export function withoutKeys(text) {
  return text
    .replace(/\bAIza[\w-]{35}/g, kRemoved)
    .replace(/\bAQ\.[\w-]{30,}/g, kRemoved)
    .replace(/([?&]key=)[^&\s"'\\]+/g, `$1${kRemoved}`)
    .replace(/\b(Bearer\s+)[\w.~+/-]{8,}=*/g, `$1${kRemoved}`);
}

/**
 * JSON text without the values of secret members and of all headers.
 * @param {string} json
 */
export function redactJson(json) {
  let found = false;
  const walk = (/** @type {any} */ value, /** @type {boolean} */ inHeaders) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      const secret = typeof member === 'string' && (inHeaders || kSecretNames.test(name)) && !Array.isArray(value);
      if (secret && member !== kRemoved) {
        value[name] = kRemoved;
        found = true;
      } else {
        walk(member, name === 'headers');
      }
    }
  };
  try {
    const value = JSON.parse(json);
    walk(value, false);
    if (found) return withoutKeys(JSON.stringify(value));
  } catch {
    // Not JSON: as it is.
  }
  return withoutKeys(json);
}

/**
 * An input of the core (wasm/io.h) that may be shown to others.
 * @template {{kind: string, text: string}} T
 * @param {T} input
 * @returns {T}
 */
export function redacted(input) {
  // The names of streams are made from these words: who knows them can read and stop.
  if (input.kind === 'open' || input.kind === 'instance') return { ...input, text: input.text && kRemoved };
  const text = input.kind === 'settings' ? redactJson(input.text) : withoutKeys(input.text);
  return text === input.text ? input : { ...input, text };
}
