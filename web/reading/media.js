// Images, audio, video and documents of an answer: shown or played in place, and saved.

import { harmlessBlob } from '../ui/blob.js';
import { el } from '../ui/dom.js';
import { prettyJson, size } from '../ui/format.js';
import { named, numberOf, webAddress, wordOf } from '../ui/outside.js';
import { adopt } from '../ui/sheet.js';
import css from './media.css';
import { R } from './strings.js';

adopt(css);

/** What browsers show without running anything in it. */
const kImages = /^image\/(png|jpeg|webp|gif|bmp|heic|heif|avif)$/;
const kExtensions = /** @type {Record<string, string>} */ ({
  jpeg: 'jpg',
  mpeg: 'mp3',
  'x-wav': 'wav',
  quicktime: 'mov',
  plain: 'txt',
});

/** @type {WeakMap<HTMLElement, string>} what is shown */
const shown = new WeakMap();

/**
 * @param {HTMLElement} place
 * @param {any} item content of a step, as it stands
 */
export function showMedia(place, item) {
  const data = typeof item?.data === 'string' ? item.data : '';
  const type = wordOf(item?.mime_type).split(';')[0].trim().toLowerCase();
  const uri = webAddress(item?.uri);
  const what = [wordOf(item?.type), type, data.length, uri?.href].join(' ');
  if (data && shown.get(place) === what) return;
  shown.set(place, what);
  release(place);
  const bytes = data && bytesOf(data);
  if (bytes) place.replaceChildren(...player(bytes, type, item));
  else if (uri) place.replaceChildren(remote(uri, wordOf(item.type)));
  else place.replaceChildren(el('pre', { class: 'json', tabindex: 0 }, prettyJson(item)));
}

/** @param {Element} place whose objects are not needed any more */
export function release(place) {
  for (const element of place.querySelectorAll('[src^="blob:"], [href^="blob:"]')) {
    URL.revokeObjectURL(element.getAttribute('src') ?? element.getAttribute('href') ?? '');
  }
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} type
 * @param {any} item
 */
function player(bytes, type, item) {
  const kind = type.split('/')[0];
  const isSound = /^audio\/(l16|pcm)$/.test(type);
  const blob = isSound
    ? wav(bytes, numberOf(item.sample_rate ?? item.rate) || rateIn(item.mime_type), numberOf(item.channels) || 1)
    : harmlessBlob([bytes], type);
  const src = URL.createObjectURL(blob);
  const subtype = isSound ? 'wav' : (type.split('/')[1] ?? '');
  const extension = named(kExtensions, subtype) ?? (/^[a-z0-9]{1,5}$/.test(subtype) ? subtype : 'bin');
  const label = R.save(named(R.kinds, kind) ?? R.kinds.file, size(blob.size));
  const save = el('a', { class: 'save', href: src, download: `answer.${extension}`, 'aria-label': label });
  if (kImages.test(type)) return [el('img', { src, alt: R.image }), save];
  if (kind === 'audio')
    return [el('audio', { src, controls: true, preload: 'metadata', 'aria-label': R.kinds.audio }), save];
  if (kind === 'video')
    return [el('video', { src, controls: true, preload: 'metadata', 'aria-label': R.kinds.video }), save];
  return [save];
}

/**
 * What stands elsewhere is not asked for by the page: its host would learn of the reader.
 * @param {URL} address
 * @param {string} kind
 */
function remote({ href, host }, kind) {
  return el('a', {
    class: 'save',
    href,
    target: '_blank',
    rel: 'noopener noreferrer',
    'aria-label': R.openRemote(named(R.kinds, kind) ?? R.kinds.file, host),
  });
}

/** @param {string} base64 */
function bytesOf(base64) {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** `audio/l16;rate=24000`. @param {string} type */
function rateIn(type) {
  return Number(/rate=(\d+)/.exec(type)?.[1]) || 24000;
}

/**
 * Bare samples of 16 bits, with the head that makes a file of them.
 * @param {Uint8Array<ArrayBuffer>} samples
 * @param {number} rate
 * @param {number} channels
 */
function wav(samples, rate, channels) {
  const head = new DataView(new ArrayBuffer(44));
  const word = (/** @type {number} */ at, /** @type {string} */ text) =>
    [...text].forEach((letter, i) => head.setUint8(at + i, letter.charCodeAt(0)));
  word(0, 'RIFF');
  head.setUint32(4, 36 + samples.length, true);
  word(8, 'WAVEfmt ');
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, channels, true);
  head.setUint32(24, rate, true);
  head.setUint32(28, rate * channels * 2, true);
  head.setUint16(32, channels * 2, true);
  head.setUint16(34, 16, true);
  word(36, 'data');
  head.setUint32(40, samples.length, true);
  return new Blob([head, samples], { type: 'audio/wav' });
}
