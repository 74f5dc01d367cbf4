/** @type {typeof import('../../keep/strings.js').F} */
export const files = {
  problems: {
    bad_line: (line) => `Zeile ${line} ist beschädigt und wurde ausgelassen.`,
    bad_data: (line) => `Das Ereignis in Zeile ${line} enthält kein JSON-Objekt.`,
    version: (line, version) => `Zeile ${line}: Fassung ${version} des Formats ist hier nicht bekannt.`,
    too_many: (line) => `Sie enthält mehr, als hineinpasst: was ab Zeile ${line} kommt, wurde ausgelassen.`,
    foreign: (line) =>
      `Zeile ${line}: das ist nicht der Kopf einer Unterhaltung von Parley und auch kein Ereignisstrom.`,
  },
  more: (count) => `Es gibt ${count} weitere Probleme dieser Art.`,
  nothing: 'Daraus war nichts zu lesen.',
  noFork: 'Diese Runde ist noch nicht vorbei.',
};
