// Images, sounds, films and documents of an answer: which are shown, played, only saved.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openDocument } from './document.js';

openDocument();
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
