/** @type {typeof import('../../session/strings.js').A} */
export const session = {
  title: 'Bei Parley anmelden',
  intro:
    'Dieses Parley ist für alle, die eingeladen sind. Öffne den Link, den du bekommen hast, oder füge hier dein ' +
    'Token ein.',
  token: 'Zugangstoken',
  enter: 'Anmelden',
  wait: 'Wird angemeldet\u2026',
  unreachable: 'Parley ist nicht erreichbar. Läuft es?',
  as: (user) => (user ? `Angemeldet als ${user}` : 'Angemeldet'),
  out: 'Abmelden',
  invite: 'Gerät hinzufügen',
  inviteTitle: 'Ein weiteres Gerät von dir',
  inviteText: (minutes) =>
    `Öffne diesen Link darauf, oder lass es den Code lesen. Er gilt einmal, ${minutes} Minuten lang, und lässt mit ` +
    'allem, was du darfst, hinein, wer ihn hat.',
  copy: 'Link kopieren',
  code: 'QR-Code des Links',
  usage: {
    open: 'Verbrauch',
    title: 'Wer was verbraucht hat',
    user: 'Name',
    today: 'Heute',
    month: '30 Tage',
    tokens: 'Tokens',
    none: 'Noch hat niemand etwas gefragt.',
  },
};
