// A file as content of the API: what it is, and its bytes in base64 or its text.

const kKinds = [
  ['image', /^image\/(png|jpeg|webp|heic|heif|gif|bmp|tiff)$/],
  ['audio', /^audio\/(wav|mp3|aiff|aac|ogg|flac|mpeg|m4a|opus|webm)$/],
  ['video', /^video\/(mp4|mpeg|mpg|mov|avi|x-flv|webm|wmv|3gpp)$/],
  [
    'document',
    /^application\/(pdf|msword|vnd\.(ms-|oasis\.opendocument\.|openxmlformats-officedocument\.).*)$|^text\/csv$/,
  ],
];

/** @type {Record<string, string>} what browsers say, and the API's word for it */
const kAliases = {
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/mp4': 'audio/m4a',
  'audio/x-m4a': 'audio/m4a',
  'audio/x-flac': 'audio/flac',
  'audio/x-aiff': 'audio/aiff',
  'video/quicktime': 'video/mov',
  'video/x-msvideo': 'video/avi',
  'video/x-ms-wmv': 'video/wmv',
};

/**
 * name, size: of the file, for people. content: as the API takes it.
 * @typedef {{name: string, size: number, content: Record<string, string>}} Attachment
 */

/**
 * @param {File} file
 * @param {(part: number) => void} progress how much of it has been read, 0 to 1
 * @returns {Promise<Attachment | null>} null: of no kind that can be sent
 */
export async function readAttachment(file, progress) {
  const { name, size } = file;
  const plain = file.type.split(';')[0].toLowerCase();
  const mime = kAliases[plain] ?? plain;
  const [kind] = kKinds.find(([, pattern]) => /** @type {RegExp} */ (pattern).test(mime)) ?? [];
  if (kind) {
    const data = (await read(file, progress)).replace(/^[^,]*,/, '');
    return { name, size, content: { type: String(kind), mime_type: mime, data } };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    if (!text.includes('\0')) return { name, size, content: { type: 'text', text: `${name}:\n\n${text}` } };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // it could not be read at all
  }
  return null;
}

/**
 * @param {File} file
 * @param {(part: number) => void} progress
 * @returns {Promise<string>} a data: URL
 */
function read(file, progress) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** Characters that it takes in a request. @param {Attachment} attachment */
export function weight({ content }) {
  return (content.data ?? content.text ?? '').length;
}

/** Characters that a file will take, before it is read. @param {File} file */
export function expectedWeight(file) {
  return Math.ceil(file.size / 3) * 4;
}
