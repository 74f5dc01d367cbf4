// Bytes from elsewhere as an address of the page's own.

/**
 * What a browser shows or plays, and runs nothing in. A page that an address of ours leads to is one of
 * ours: HTML, SVG and every other kind of XML could do with it what it likes.
 */
const kHarmless = new Set(
  `image/png image/jpeg image/webp image/gif image/bmp image/heic image/heif image/avif
  audio/wav audio/x-wav audio/mpeg audio/mp3 audio/mp4 audio/aac audio/ogg audio/opus audio/flac audio/aiff audio/webm
  video/mp4 video/mpeg video/webm video/ogg video/quicktime video/3gpp application/pdf`.split(/\s+/),
);

/**
 * @param {BlobPart[]} parts
 * @param {string} type as somebody says
 */
export function harmlessBlob(parts, type) {
  return new Blob(parts, { type: kHarmless.has(type) ? type : 'application/octet-stream' });
}
