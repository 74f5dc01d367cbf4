// What an answer has besides its text: sources, tools, media.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openDocument, until } from './document.js';

openDocument();

// Citations: marks where the text ends that they are about, and each source once.

const { Sources, indices, placeMarks } = await import('../../web/reading/citations.js');
const { render } = await import('../../web/reading/markdown.js');

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text).length;

/** @param {string} text @param {any[]} annotations */
function cite(text, annotations) {
  const body = document.createElement('div');
  body.append(...render(text, { links: new Map(), notes: new Set(), heading: 1 }).map(({ element }) => element));
  const sources = new Sources();
  placeMarks(body, sources.cite(text, annotations));
  return { body, sources };
}

/** What stands before each mark. @param {HTMLElement} body */
function before(body) {
  return [...body.querySelectorAll('.cite')].map((mark) => {
    const range = document.createRange();
    range.setStart(body, 0);
    range.setEndBefore(mark);
    return range.toString();
  });
}

test('offsets of bytes become offsets of the text, inside a character its end', () => {
  const text = 'a\u00e9\u4eac\u{1f30a}z';
  const wanted = [0, 1, 3, 6, 10, 11];
  assert.deepEqual(indices(text, wanted), [0, 1, 2, 3, 5, 6]);
  assert.deepEqual(indices(text, [2, 4, 7, 99]), [2, 3, 5, 6]);
});

test('marks stand where the bytes say, whatever is bold, linked or code there', () => {
  const url = 'https://example.com/a';
  for (const [text, cited, stands] of [
    ['Caf\u00e9s \u{1f30a}. And more.', 'Caf\u00e9s \u{1f30a}.', 'Caf\u00e9s \u{1f30a}.'],
    ['Very **bold.** And more.', 'Very **bold.', 'Very **bold.'],
    ['Very **bold.** And more.', 'Very **bold.**', 'Very **bold.'],
    ['See [the page](https://b.c/) now.', 'See [the', 'See [the page'],
    ['Call `f(x)` now.', 'Call `f', 'Call `f(x)'],
    ['* One.\n* Two.\n', '* One.\n', '* One.'],
    ['All of it.', 'All of it. And bytes that are not there', 'All of it.'],
  ]) {
    const { body } = cite(text, [{ type: 'url_citation', url, end_index: bytes(cited) }]);
    assert.deepEqual(before(body), [stands], text);
    assert.equal(body.textContent, text, 'marks are no part of the text');
  }
});

test('each source has one number, in the order of the text, and is listed once', () => {
  const text = 'One. Two. Three.';
  const page = (/** @type {string} */ host, /** @type {number} */ end) => ({
    type: 'url_citation',
    url: `https://${host}/x`,
    title: host,
    end_index: end,
  });
  const { body, sources } = cite(text, [page('b.org', 9), page('a.com', 4), page('a.com', 16), { type: 'other' }]);
  const marks = /** @type {NodeListOf<HTMLAnchorElement>} */ (body.querySelectorAll('a.cite'));
  assert.deepEqual(
    [...marks].map(({ dataset, href, rel, target }) => [dataset.number, href, rel, target]),
    [
      ['1', 'https://a.com/x', 'noopener noreferrer', '_blank'],
      ['2', 'https://b.org/x', 'noopener noreferrer', '_blank'],
      ['1', 'https://a.com/x', 'noopener noreferrer', '_blank'],
    ],
  );
  assert.equal(marks[1].getAttribute('aria-label'), 'Source 2: b.org');
  assert.deepEqual(
    [...sources.list().querySelectorAll('li')].map(({ textContent }) => textContent),
    ['a.com', 'b.org'],
  );
});

test('pages of files and places are sources too; what has no address on the web is no link', () => {
  const { body, sources } = cite('One. Two. Three.', [
    { type: 'file_citation', file_name: 'a.pdf', page_number: 2, document_uri: 'gs://x/a.pdf', end_index: 4 },
    { type: 'file_citation', file_name: 'a.pdf', page_number: 3, document_uri: 'gs://x/a.pdf', end_index: 4 },
    { type: 'place_citation', place_id: 'p', name: 'Caf\u00e9', url: 'https://maps.example/1', end_index: 9 },
    { type: 'url_citation', url: 'javascript:alert(1)', title: 'no', end_index: 16 },
  ]);
  assert.deepEqual(
    [...sources.list().querySelectorAll('li')].map((item) => [item.textContent, item.querySelector('a')?.href ?? '']),
    [
      ['a.pdf, page 2', ''],
      ['a.pdf, page 3', ''],
      ['Caf\u00e9', 'https://maps.example/1'],
      ['no', ''],
    ],
  );
  assert.deepEqual(
    [...body.querySelectorAll('.cite')].map(({ localName }) => localName),
    ['span', 'span', 'a', 'span'],
  );
});

test('marks that are placed again are there once, and the text is whole', () => {
  const text = 'One **two** three.';
  const { body, sources } = cite(text, [{ type: 'url_citation', url: 'https://a.b/', end_index: 5 }]);
  const html = body.innerHTML;
  placeMarks(body, sources.cite(text, [{ type: 'url_citation', url: 'https://a.b/', end_index: 5 }]));
  assert.equal(body.innerHTML, html);
  assert.equal(body.textContent, text);
});

// Calls of tools and their results as cards.

const { showTool } = await import('../../web/reading/tools.js');

/** @type {HTMLElement} */
let part;
beforeEach(() => {
  part = document.createElement('div');
  const reply = document.createElement('div');
  reply.className = 'reply';
  reply.append(part);
  document.body.append(reply);
});

/** What the cards say: name, gist, standing. */
const cards = () =>
  /** @type {HTMLElement[]} */ ([...part.children]).map((card) =>
    [...(card.querySelector('summary')?.children ?? [])].map(({ textContent }) => textContent),
  );
const steps = () =>
  [.../** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll('[data-step]'))].map(({ dataset }) => dataset.step);
const group = (/** @type {string} */ name) => part.querySelector(`[role=group][aria-label="${name}"]`)?.textContent;

test('a call and its result are one card, told apart by the id of the call', () => {
  showTool(part, 1, { type: 'function_call', id: 'a', name: 'roll_dice', arguments: { sides: 6 } });
  showTool(part, 2, { type: 'function_call', id: 'b', name: 'roll_dice', arguments: { sides: 20 } });
  assert.deepEqual(cards(), [
    ['roll_dice', '{"sides":6}', 'Called'],
    ['roll_dice', '{"sides":20}', 'Called'],
  ]);
  showTool(part, 3, { type: 'function_result', call_id: 'b', name: 'roll_dice', result: 'no dice', is_error: true });
  showTool(part, 4, { type: 'function_result', call_id: 'a', name: 'roll_dice', result: { value: 4 } });
  assert.deepEqual(
    cards().map(([, , standing]) => standing),
    ['Done', 'Failed'],
  );
  assert.deepEqual(steps(), ['1', '4', '2', '3'], 'each part knows its step, so that it can be looked up');
  assert.equal(JSON.parse(group('Arguments') ?? '').sides, 6);
  assert.equal(JSON.parse(group('Result') ?? '').value, 4);
});

test('cards stand in the order of the steps, whatever comes first, also where a result comes without a call', () => {
  showTool(part, 5, {
    type: 'url_context_result',
    call_id: 'late',
    result: [{ url: 'https://a.b/', status: 'error' }],
  });
  showTool(part, 3, { type: 'google_search_call', id: 'x', arguments: { queries: ['one', 'two'] } });
  assert.deepEqual(cards(), [
    ['Google Search', 'one, two', 'Called'],
    ['URL context', '', 'Done'],
  ]);
  showTool(part, 2, { type: 'url_context_call', id: 'late', arguments: { urls: ['https://a.b/'] } });
  assert.deepEqual(cards(), [
    ['URL context', 'https://a.b/', 'Done'],
    ['Google Search', 'one, two', 'Called'],
  ]);
  assert.equal(part.querySelector('.links')?.textContent, 'https://a.b/ (error)');
});

test('executed code stands open and coloured, with what it put out; who closes it has it closed', async () => {
  const call = { type: 'code_execution_call', id: 'c', arguments: { code: 'print(40 + 2)\n', language: 'python' } };
  showTool(part, 0, call);
  showTool(part, 1, { type: 'code_execution_result', call_id: 'c', result: '42\n' });
  assert.deepEqual(cards(), [['Code execution', 'print(40 + 2)', 'Done']]);
  const card = /** @type {HTMLDetailsElement} */ (part.firstElementChild);
  assert.equal(card.open, true);
  assert.equal(card.querySelector('code[data-language=python]')?.textContent, 'print(40 + 2)\n');
  await until(() => card.querySelector('.hljs-number'));
  assert.equal(group('Output'), '42\n');
  card.open = false;
  showTool(part, 0, call);
  assert.equal(card.open, false);
});

test('pages that were read and places that were found are links, but only to the web', () => {
  showTool(part, 0, {
    type: 'google_maps_result',
    call_id: 'm',
    result: [
      {
        places: [
          { name: 'Caf\u00e9', url: 'https://maps.example/1' },
          { name: 'No', url: 'javascript:alert(1)' },
        ],
      },
    ],
  });
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (part.querySelectorAll('.links a'));
  assert.deepEqual(
    [...links].map(({ href, textContent, rel }) => [href, textContent, rel]),
    [['https://maps.example/1', 'Caf\u00e9', 'noopener noreferrer']],
  );
});

test('a tool of a server is named with it, and what is not known is shown whole', () => {
  showTool(part, 0, { type: 'mcp_server_tool_call', id: 's', name: 'find', server_name: 'x', arguments: '' });
  showTool(part, 1, { type: 'brand_new', odd: [1, 2] });
  assert.deepEqual(cards(), [
    ['x: find', '', 'Called'],
    ['brand_new', '', ''],
  ]);
  assert.deepEqual(JSON.parse(group('Step') ?? '').odd, [1, 2]);
});

test('search suggestions stand after the answer, once', () => {
  const result = {
    type: 'google_search_result',
    call_id: 'g',
    result: [{ search_suggestions: '<p>rivers</p>' }],
  };
  showTool(part, 1, result);
  showTool(part, 1, result);
  const places = /** @type {NodeListOf<HTMLElement>} */ (part.parentElement?.querySelectorAll('.suggestions'));
  assert.deepEqual(
    [...places].map(({ dataset }) => [dataset.of, dataset.place]),
    [['g', '4']],
  );
});

// Images, sounds, films and documents of an answer: which are shown, played, only saved.

const { release, showMedia } = await import('../../web/reading/media.js');

/** @type {Map<string, Blob>} by address */
const blobs = new Map();
URL.createObjectURL = (/** @type {any} */ blob) => {
  const url = `blob:parley/${blobs.size}-${Math.random()}`;
  blobs.set(url, blob);
  return url;
};
URL.revokeObjectURL = (url) => void blobs.delete(url);
beforeEach(() => blobs.clear());

/** @param {any} item */
function show(item, place = document.createElement('figure')) {
  showMedia(place, item);
  const all = [...place.children];
  return {
    place,
    kinds: all.map(({ localName }) => localName),
    labels: all.map((each) => each.getAttribute('aria-label') ?? each.getAttribute('alt')),
    save: /** @type {HTMLAnchorElement | null} */ (place.querySelector('a[download]')),
  };
}

const data = btoa('some bytes');

test('pictures are shown, sounds and films are played, and all can be saved', () => {
  for (const [mime, kinds, labels, name] of /** @type {[string, string[], string[], string][]} */ ([
    ['image/png', ['img', 'a'], ['Image from the model', 'Save image, 10 B'], 'answer.png'],
    ['image/jpeg', ['img', 'a'], ['Image from the model', 'Save image, 10 B'], 'answer.jpg'],
    ['audio/mpeg', ['audio', 'a'], ['audio', 'Save audio, 10 B'], 'answer.mp3'],
    ['VIDEO/MP4; codecs=x', ['video', 'a'], ['video', 'Save video, 10 B'], 'answer.mp4'],
    ['application/pdf', ['a'], ['Save document, 10 B'], 'answer.pdf'],
    ['text/plain', ['a'], ['Save file, 10 B'], 'answer.txt'],
    ['model/odd-kind+x', ['a'], ['Save file, 10 B'], 'answer.bin'],
    ['', ['a'], ['Save file, 10 B'], 'answer.bin'],
  ])) {
    const shown = show({ type: mime.split('/')[0].toLowerCase(), mime_type: mime, data });
    assert.deepEqual(shown.kinds, kinds, mime);
    assert.deepEqual(shown.labels, labels, mime);
    assert.equal(shown.save?.download, name, mime);
  }
});

test('what could run is only saved, and its address leads to no page of ours', () => {
  for (const mime of [
    'image/svg+xml',
    'IMAGE/SVG+XML; charset=utf-8',
    'text/html',
    'application/xhtml+xml',
    'text/xml',
    'application/xml',
    'audio/x+xml',
    'video/html',
    'model/x3d+xml',
    'text/javascript',
    'multipart/related',
    'message/rfc822',
    'text/plain',
    'application/json',
    '',
  ])
    for (const kind of ['image', 'audio', 'video', 'document', 'text']) {
      const { save, place } = show({ type: kind, mime_type: mime, data });
      assert.equal(place.querySelectorAll('img').length, 0, mime);
      assert.equal(blobs.get(save?.href ?? '')?.type, 'application/octet-stream', mime);
    }
});

test('bare samples become a file that browsers play', async () => {
  const samples = Buffer.alloc(16000, 1);
  for (const [item, rate, channels] of /** @type {[any, number, number][]} */ ([
    [{ mime_type: 'audio/l16', sample_rate: 8000 }, 8000, 1],
    [{ mime_type: 'audio/L16;codec=pcm;rate=16000', channels: 2 }, 16000, 2],
    [{ mime_type: 'audio/pcm' }, 24000, 1],
  ])) {
    const { save } = show({ type: 'audio', data: samples.toString('base64'), ...item });
    assert.equal(save?.download, 'answer.wav');
    const blob = blobs.get(save?.href ?? '');
    assert.equal(blob?.type, 'audio/wav');
    const file = Buffer.from((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
    assert.equal(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16), 'RIFFWAVEfmt ');
    assert.equal(file.readUInt32LE(4), file.length - 8);
    assert.deepEqual(
      [file.readUInt16LE(20), file.readUInt16LE(22), file.readUInt32LE(24), file.readUInt32LE(28)],
      [1, channels, rate, rate * channels * 2],
    );
    assert.deepEqual([file.readUInt16LE(32), file.readUInt16LE(34)], [channels * 2, 16]);
    assert.equal(file.toString('latin1', 36, 40), 'data');
    assert.equal(file.readUInt32LE(40), samples.length);
    assert.deepEqual(file.subarray(44), samples);
  }
});

test('what stands elsewhere is a link that names its host, and is not asked for', () => {
  const { kinds, labels, place } = show({
    type: 'image',
    mime_type: 'image/png',
    uri: 'https://example.invalid/a.png',
  });
  assert.deepEqual([kinds, labels], [['a'], ['Open image from example.invalid']]);
  assert.equal(place.querySelector('a')?.rel, 'noopener noreferrer');
});

test('what is neither is shown as it came', () => {
  for (const item of [{ type: 'x', uri: 'javascript:alert(1)' }, { type: 'image', data: '%%' }, null]) {
    const { kinds, place } = show(item);
    assert.deepEqual(kinds, ['pre']);
    assert.deepEqual(JSON.parse(place.textContent ?? ''), item);
  }
});

test('the same again is left alone, another takes its place, and what is over is let go of', () => {
  const { place } = show({ type: 'image', mime_type: 'image/png', data });
  const image = place.firstElementChild;
  show({ type: 'image', mime_type: 'image/png', data }, place);
  assert.equal(place.firstElementChild, image);
  assert.equal(blobs.size, 1);
  show({ type: 'image', mime_type: 'image/png', data: btoa('another picture') }, place);
  assert.notEqual(place.firstElementChild, image);
  assert.equal(blobs.size, 1);
  release(place);
  assert.equal(blobs.size, 0);
});
