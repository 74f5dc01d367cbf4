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
    notCopied: 'Das Kopieren ging nicht',
    fresh: 'Neue Unterhaltung',
    forked: 'Eine neue Unterhaltung, die von dieser Runde aus weitergeht',
  },

  turn: (number) => `Runde ${number}`,
  you: 'Du',
  parley: 'Antwort',
  thoughts: 'Gedanken',
  editing: 'Text in der Reihe',
  edit: 'Bearbeiten',
  remove: 'Löschen',
  sendNow: 'Jetzt senden',
  save: 'Speichern',
  cancel: 'Abbrechen',
  retry: 'Noch einmal',
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
  askAgain: 'Noch einmal fragen',
  rewriting: 'Text der neuen Fassung',
  place: (place, parent, id) =>
    (place === 1 ? 'Als nächste' : `Platz ${place}`) +
    (parent ? `, setzt Runde ${parent} fort` : '') +
    (id ? ` · ${id}` : ''),
  next: (waits, stops, parent, id) => {
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
  paused: 'Angehalten: die Runde darüber braucht dich zuerst. Dann gehen diese hinaus.',

  error: {
    title: (status, code) => [status ? `HTTP ${status}` : '', code].filter(Boolean).join(' · ') || 'Keine Antwort',
    noMessage: 'Mehr wurde nicht gesagt.',
    raw: 'Was zurückkam',
    unreachable: 'Der Proxy hat nicht geantwortet. Läuft parley noch? Was du geschrieben hast, bleibt erhalten.',
    key: 'Der API-Schlüssel wurde nicht angenommen. Gib parley einen gültigen GEMINI_API_KEY und starte es neu.',
    model:
      'Dieses Modell oder diese Unterhaltung ist dort nicht bekannt. Wähle ein anderes Modell oder beginne ' +
      'eine neue Unterhaltung.',
    busy: 'Zurzeit zu viele Anfragen. Warte etwas und versuche es noch einmal, oder wähle ein anderes Modell.',
    busyFor: (time) => `Zurzeit zu viele Anfragen. Neuer Versuch in ${time}, oder wähle ein anderes Modell.`,
    daily: 'Das Kontingent für heute ist verbraucht. Wähle ein anderes Modell oder komm wieder, wenn es erneuert ist.',
    server: 'Der Dienst hat Schwierigkeiten. Ein neuer Versuch hilft oft.',
    request: 'Die Anfrage wurde so nicht angenommen. Ändere das Modell oder die Nachricht und versuche es noch einmal.',
    sent: 'Diese Nachricht ging hinaus, während du sie bearbeitet hast. Deine Fassung steht im Nachrichtenfeld.',
  },

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

  models: {
    failed: (why) => `Die Liste war nicht zu lesen (${why}). Schreib die ID eines Modells.`,
    none: 'In der Liste gibt es kein solches Modell; es wird benutzt, wie es da steht.',
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
    none: 'Hier stehen Unterhaltungen von ihrer ersten Nachricht an.',
    notFound: 'Keine Unterhaltung enthält diese Wörter.',
    untitled: 'Ohne Titel',
    marks: { running: 'Läuft', unread: 'Neue Antwort', pinned: 'Angeheftet' },
    more: 'Möglichkeiten',
    rename: 'Umbenennen',
    title: 'Titel',
    pin: 'Anheften',
    unpin: 'Lösen',
    export: 'Exportieren',
    delete: 'Löschen',
    ask: (title) => `„${title}“ löschen? Das lässt sich nicht zurücknehmen.`,
    askToo: 'Auch ihre Interaktionen beim Dienst löschen',
    deleted: (title, done, failed, why) =>
      `„${title}“ gelöscht${done < 0 ? '' : `, dazu ${done} ihrer Interaktionen beim Dienst`}.` +
      (failed ? ` ${failed} ließen sich dort nicht löschen. ${why}` : ''),
  },
  keeping: {
    refused: (why) =>
      `Dieser Browser lässt die Seite keine Unterhaltungen aufbewahren (${why}). Sie bleiben, bis er geschlossen wird.`,
    full:
      'Der Platz für diese Seite ist verbraucht: was nun kommt, bleibt, bis die Seite geschlossen wird. Lösche ' +
      'Unterhaltungen, um Platz zu schaffen.',
    damaged: (title) => `Ein Teil von „${title}“ ist beschädigt und fehlt. Darin geht nichts von selbst weiter.`,
    elsewhere: 'Der Tab, in dem diese Unterhaltung läuft, antwortet nicht. Was du geschrieben hast, bleibt erhalten.',
    newer: 'Eine neuere Version dieser Seite ist in einem anderen Tab offen. Diese muss neu geladen werden.',
    older: 'Eine ältere Version dieser Seite ist in einem anderen Tab offen. Lade jene neu.',
    reload: 'Neu laden',
    unknown: 'Diese Unterhaltung ist in diesem Browser nicht aufbewahrt.',
  },

  notLoaded: (why) => `Dieser Teil der Seite war nicht zu laden (${why}). Lade die Seite neu.`,
  failed: (why) => `Das ging nicht: ${why}`,
  coreFailed: (why) =>
    `Die Seite konnte ihren WebAssembly-Kern nicht starten: ${why}. Lade die Seite neu; was du geschrieben ` +
    'hast, bleibt erhalten.',
};
