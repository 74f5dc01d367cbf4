// What a recorded event stream says, read by a parser of the tests' own.

/**
 * Events of a recorded stream, by a parser of the test's own.
 * @param {string} text
 */
export function parseStream(text) {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n\r\n|\n\n|\r\r/)
    .map((block) => {
      const lines = block.split(/\r\n|\n|\r/);
      const value = (/** @type {string} */ name) =>
        lines
          .filter((line) => line.startsWith(`${name}:`))
          .map((line) => line.slice(name.length + 1).replace(/^ /, ''))
          .join('\n');
      return { type: value('event'), data: value('data') };
    })
    .filter(({ data }) => data !== '');
}

/** The text that the stream's answer makes. @param {{data: string}[]} events */
export function answerText(events) {
  let text = '';
  for (const { data } of events) {
    if (data === '[DONE]') continue;
    const event = JSON.parse(data);
    for (const block of event.step?.type === 'model_output' ? (event.step.content ?? []) : []) {
      text += block.text ?? '';
    }
    if (event.event_type === 'step.delta' && event.delta.type === 'text') text += event.delta.text;
  }
  return text;
}
