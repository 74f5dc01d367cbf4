// What comes back: text, JSON of a schema, images, sound.

import { el } from '../ui/dom.js';
import { isObject } from './merge.js';
import { json, line, member, select } from './fields.js';
import { T } from './strings.js';

const kRatios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];
const kSizes = ['512', '1K', '2K', '4K'];
const kSounds = ['audio/mp3', 'audio/ogg_opus', 'audio/wav', 'audio/l16'];

/** @type {Record<string, any>} what each kind begins with */
const kKinds = {
  json: { type: 'text', mime_type: 'application/json' },
  image: { type: 'image' },
  both: [{ type: 'text' }, { type: 'image' }],
  audio: { type: 'audio' },
};

/** @param {any} format @returns {string} one of kKinds; '': none; 'other': from elsewhere */
function kindOf(format) {
  if (format === undefined) return '';
  if (Array.isArray(format)) {
    return format.length === 2 && format[0]?.type === 'text' && format[1]?.type === 'image' ? 'both' : 'other';
  }
  if (format.type === 'text' && format.mime_type === 'application/json') return 'json';
  return format.type in kKinds ? format.type : 'other';
}

/** @param {import('./members.js').Members} members */
export function outputFields(members) {
  const more = el('div', { class: 'more' });
  const path = 'response_format';
  const kind = () => kindOf(members.get(path));

  /** A member of the format, of the image's where there are two. @param {string} name */
  function value(name) {
    const part = () => (kind() === 'both' ? members.get(path)[1] : members.get(path));
    return {
      get: () => part()?.[name],
      set: (/** @type {any} */ given) => {
        const { [name]: before, ...rest } = part();
        const changed = given === undefined ? rest : { ...rest, [name]: given };
        members.set(path, kind() === 'both' ? [members.get(path)[0], changed] : changed);
      },
    };
  }

  function show() {
    const now = kind();
    const fields = [];
    if (now === 'json') fields.push(json(T.schema, value('schema'), (read) => (isObject(read) ? '' : T.notObject)));
    if (now === 'image' || now === 'both') {
      fields.push(select(T.ratio, value('aspect_ratio'), kRatios), select(T.size, value('image_size'), kSizes));
    }
    if (now === 'audio') {
      fields.push(select(T.sound, value('mime_type'), kSounds));
      fields.push(line(T.voice, voice(members)));
    }
    more.replaceChildren(...fields);
  }

  const format = {
    get: kind,
    set: (/** @type {string} */ name = '') => {
      if (name !== 'other') members.set(path, structuredClone(kKinds[name]));
      if (name !== 'audio') members.set('generation_config.speech_config', undefined);
      show();
    },
  };
  show();
  return [select(T.format, format, Object.keys(kKinds), T.formats), more];
}

/** @param {import('./members.js').Members} members */
function voice(members) {
  const { get, set } = member(members, 'generation_config.speech_config');
  return { get: () => get()?.[0]?.voice, set: (/** @type {string} */ name) => set(name && [{ voice: name }]) };
}
