// What two services can be compared by when their words differ: members, and the order of events.

const kContent = new Set(['arguments', 'result', 'metadata']); // what is inside is the model's affair

/**
 * @param {unknown} value
 * @returns {Generator<string>}
 */
function* members(value, path = '') {
  if (Array.isArray(value)) {
    for (const item of value) yield* members(item, `${path}[]`);
  } else if (value && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) {
      const at = path ? `${path}.${name}` : name;
      yield at;
      if (!kContent.has(name)) yield* members(inner, at);
    }
  }
}

/** The members of a JSON value, sorted, those inside with their path: `usage.total_tokens`. */
export const shape_of = (/** @type {unknown} */ value) => [...new Set(members(value))].sort();

/**
 * One line an event; a row of deltas of one shape counts once, as how a text is cut is content.
 * @param {any[]} events
 */
export function shape_of_stream(events) {
  const lines = events.map((event) => {
    const kind = event.delta?.type ?? event.step?.type ?? event.interaction?.status ?? event.status;
    return [event.event_type, kind ? `(${kind})` : '', ...shape_of(event)].join(' ');
  });
  return lines.filter((line, i) => line !== lines[i - 1] || !line.startsWith('step.delta'));
}

/**
 * Lines that say where two shapes differ; none when they are the same.
 * @param {Record<string, any>} service
 * @param {Record<string, any>} demo
 */
export function differences(service, demo) {
  /** @type {string[]} */
  const out = [];
  for (const name of Object.keys({ ...service, ...demo })) {
    const [a, b] = [service[name] ?? [], demo[name] ?? []].map((value) => [value].flat().map(String));
    const here = [
      ...a.filter((line) => !b.includes(line)).map((line) => `only the service: ${line}`),
      ...b.filter((line) => !a.includes(line)).map((line) => `only the demo: ${line}`),
    ];
    if (here.length === 0 && a.join() !== b.join()) here.push(`another order: ${a} / ${b}`);
    out.push(...here.map((line) => `${name}: ${line}`));
  }
  return out;
}
