/** @type {typeof import('../../ui/strings.js').S} */
export const page = {
  states: {
    queued: 'In der Reihe',
    sending: 'Verbindet',
    streaming: 'Antwortet',
    thinking: 'Denkt nach',
    done: 'Fertig',
    failed: 'Fehlgeschlagen',
    stopped: 'Gestoppt',
    waiting: 'Wartet auf dich',
  },
  sending: (size) => `Sendet ${size}`,
  lines: {
    reconnecting: 'Verbindet neu',
    polling: 'Fragt nach dem Ergebnis',
    parked: 'Läuft ungelesen weiter',
  },
  branch: {
    parallel: 'Neben dem benutzten Zweig',
    other: 'Anderer Zweig',
    unfold: 'Alles zeigen',
    fold: 'Weniger zeigen',
    versions: 'Fassungen dieser Runde',
    before: 'Fassung davor',
    after: 'Fassung danach',
  },
  connection: {
    starting: 'Startet',
    idle: 'Bereit',
    connected: 'Verbunden',
    reconnecting: 'Verbindet neu',
    polling: 'Fragt nach dem Ergebnis',
    offline: 'Proxy nicht erreichbar, neuer Versuch läuft',
    unreachable: 'Proxy nicht erreichbar, neuer Versuch läuft',
    broken: 'Die Seite konnte nicht starten',
  },
  announce: {
    answering: 'Antwortet…',
    finished: (text) => `Antwort fertig. ${text}`,
    failed: (message) => `Die Antwort ist fehlgeschlagen. ${message}`,
    stopped: 'Antwort gestoppt',
    queued: (place) => `In der Reihe, Platz ${place}`,
    copied: 'Kopiert',
    notCopied: 'der Browser hat das Kopieren nicht erlaubt',
    fresh: 'Neue Unterhaltung',
    forked: 'Eine neue Unterhaltung, die von dieser Runde aus weitergeht',
  },

  turn: (number) => `Runde ${number}`,
  you: 'Du',
  parley: 'Antwort',
  thoughts: 'Gedanken',
  edit: 'Bearbeiten',
  remove: 'Löschen',
  sendNow: 'Jetzt senden',
  retry: 'Noch einmal',
  retryWith: (model) => `Noch einmal mit ${model}`,
  skip: 'Überspringen',
  copy: 'Kopieren',
  copyId: 'Interaktions-ID kopieren',
  moveUp: 'Nach oben',
  moveDown: 'Nach unten',
  rewrite: 'Nachricht bearbeiten',
  again: 'Neu erzeugen',
  fork: 'Abzweigen',
  forkTitle: 'Von hier aus in einer eigenen Unterhaltung weitermachen',
  toEvents: 'Ereignisse',
  place: (place, parent, id) =>
    (place === 1 ? 'Als nächste' : `Platz ${place}`) +
    (parent ? `, setzt Runde ${parent} fort` : '') +
    (id ? ` · ${id}` : ''),
  continuation: (waits, stops, parent, id) => {
    if (waits) return `Wartet auf Runde ${waits} und setzt sie fort`;
    const from = parent ? `Runde ${parent}${id ? ` · ${id}` : ''}` : '';
    if (stops) return from ? `Stoppt Runde ${stops} und setzt ${from} fort` : `Stoppt Runde ${stops} und beginnt neu`;
    return from ? `Setzt ${from} fort` : 'Beginnt neu';
  },
  waitsForProxy:
    'Der Proxy ist nicht erreichbar. Was du sendest, wartet in der Reihe und geht hinaus, sobald er wieder da ist.',
  follows: (number) => `setzt Runde ${number} fort`,
  begins: 'beginnt die Kette',
  followsId: (id) => `previous_interaction_id: ${id}`,
  retryNow: 'Jetzt versuchen',
  cancelRetry: 'Nicht mehr versuchen',
  retryIn: (seconds) => `Nächster Versuch in ${seconds} s`,
  held: 'Wartet, solange sie bearbeitet wird',
  letGo: 'Freigeben',
  paused: 'Angehalten: die Runde darüber braucht dich zuerst. Dann gehen diese hinaus.',

  noMessage: 'Mehr wurde nicht gesagt.',

  events: {
    count: (count) => (count === 1 ? '1 Ereignis' : `${count} Ereignisse`),
    empty: 'Jedes Ereignis des Stroms erscheint hier, sobald es eintrifft.',
    request: 'Anfrage',
    waiting: 'wartet auf die Antwort',
    attempt: (number) => `Versuch ${number}`,
    firstByte: (time) => `erstes Byte ${time}`,
    older: (count) => `${count} ältere Ereignisse stehen im Journal.`,
    hide: 'Ereignisse verbergen',
    show: 'Ereignisse zeigen',
    none: 'noch keine',
  },

  demo: {
    badge: 'Demo',
    hint: 'Demo: Antworten nach Drehbuch, kein Schlüssel in Gebrauch',
    title: 'Dies ist die Demo',
    text:
      'Die Antworten gibt ein Ersatz für die Interactions API nach Drehbuch; er ist in parley eingebaut. Alles ' +
      'dazwischen ist echt. Für Gemini selbst starte parley mit gesetztem GEMINI_API_KEY.',
  },
  live: {
    title: 'Sprich mit der Interactions API',
    text: 'Sende jederzeit eine Nachricht, auch während eine Antwort strömt, und sieh jedes Ereignis, das zurückkommt.',
  },

  reasons: {
    function_results: 'Es hat Funktionen aufgerufen und wartet auf ihre Ergebnisse.',
    continue: 'Es hat vorzeitig aufgehört und kann weitermachen.',
    consent:
      'Der Dienst kennt die Runde davor nicht mehr. Soll die bisherige Unterhaltung von hier mitgeschickt werden?',
    stopping: 'Stoppt…',
    upstream_closed: 'Gestoppt. Die Verbindung zum Dienst wurde geschlossen.',
    upstream_over: 'Gestoppt. Dort lief nichts mehr.',
    cancelled: 'Gestoppt. Der Dienst hat es bestätigt.',
    still_running: 'Hier gestoppt, aber beim Dienst läuft es weiter und wird berechnet.',
    upstream_unknown: 'Hier gestoppt. Was beim Dienst daraus wurde, war nicht zu erfahren.',
    rebuilt: 'Mit der bisherigen Unterhaltung gesendet, wie zuvor vereinbart.',
  },
  goOn: 'Weitermachen',
  rebuild: 'Mitschicken',
  dontRebuild: 'Nein',

  queued: 'Nachrichten in der Reihe',
  list: {
    show: 'Unterhaltungen zeigen',
    hide: 'Unterhaltungen verbergen',
  },
  notLoaded: (why) => `Dieser Teil der Seite war nicht zu laden (${why}). Lade die Seite neu.`,
  failed: (why) => `Das ging nicht: ${why}`,
  coreFailed: (why) =>
    `Die Seite konnte ihren WebAssembly-Kern nicht starten: ${why}. Lade die Seite neu; was du geschrieben ` +
    'hast, bleibt erhalten.',
};
