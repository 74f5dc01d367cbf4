/** @type {typeof import('../../reading/strings.js').R} */
export const reading = {
  table: 'Tabelle',
  code: 'Code',
  codeIn: (language) => `Code, ${language}`,
  copyCode: 'Kopieren',
  wrap: 'Umbrechen',
  saveCode: 'Sichern',
  copyAnswer: 'Antwort kopieren',
  raw: 'Roh',
  rawTitle: 'Der Text genau so, wie er kam',
  done: 'erledigt',
  toDo: 'offen',
  openImage: (host) => `Bild von ${host} öffnen`,
};
