/** @type {typeof import('../../compose/strings.js').T} */
export const writing = {
  attached: 'Angehängte Dateien',
  remove: (name) => `${name} entfernen`,
  reading: (name) => `${name} wird gelesen`,
  wait: 'Eine Datei wird noch gelesen. Sende gleich noch einmal.',
  tooLarge: (name, size, most) =>
    `${name} ist zu groß (${size}): alles, was an einer Nachricht hängt, darf zusammen ${most} haben.`,
  unknownKind: (name) =>
    `${name} ist von einer Art, die sich nicht senden lässt. Bilder, PDF, Ton, Video, Bürodokumente und ` +
    'Textdateien gehen.',
  unreadable: (name, why) => `${name} war nicht zu lesen (${why}).`,
  notKept: (why) =>
    `Dieser Browser lässt die Seite angehängte Dateien nicht aufbewahren (${why}). Sie bleiben, bis sie geschlossen ` +
    'oder neu geladen wird.',
  empty: (name) => `${name} ist leer.`,
  added: (name) => `${name} angehängt`,
  removed: (name) => `${name} entfernt`,
  drop: 'Dateien hier ablegen, um sie anzuhängen',

  models: {
    asking: 'Liest die Liste…',
    failed: (why) => `Die Liste war nicht zu lesen (${why}). Schreib die ID eines Modells.`,
    none: 'In der Liste gibt es kein solches Modell; es wird benutzt, wie es da steht.',
  },

  commands: 'Befehle',
  about: {
    new: 'Eine neue Unterhaltung beginnen',
    attach: 'Dateien anhängen',
    settings: 'Einstellungen, Farben, Sprache',
    model: 'Ein anderes Modell nehmen: /model gemini-3.8-flash',
    system: 'Die Systemanweisung setzen: /system Fasse dich kurz.',
    stop: 'Die Antwort stoppen',
    map: 'Die Zweige zeigen',
    jobs: 'Zeigen, was läuft',
    events: 'Ereignisse zeigen oder verbergen',
    help: 'Die Kürzel auflisten',
  },
  unknown: (name) => `Einen Befehl /${name} gibt es nicht. Sende es noch einmal, dann geht es als Nachricht hinaus.`,
  takes: (name) => `/${name} braucht, was es sein soll: schreib es dahinter.`,
  takesNothing: (name) => `Hinter /${name} steht nichts. Sende es noch einmal, dann geht es als Nachricht hinaus.`,
  modelIs: (id) => `Modell: ${id}`,
  systemIs: 'Die Systemanweisung geht von nun an mit.',

  tips: {
    streaming: 'Schreib weiter, während es antwortet: Eingabe stellt in die Reihe, Strg+Eingabe fragt daneben.',
    queued: 'Was in der Reihe steht, lässt sich bearbeiten, verschieben, löschen oder sofort senden.',
    done: '„Nachricht bearbeiten“ fragt mit anderen Worten noch einmal, als Zweig; die Antwort davor bleibt.',
  },
  hideTip: 'Diesen Hinweis verbergen',

  shortcuts: 'Tastenkürzel',
  keyNames: { Mod: 'Strg', Shift: 'Umschalt', Enter: 'Eingabe', Escape: 'Esc', Home: 'Pos1', End: 'Ende' },
  places: {
    box: 'Im Nachrichtenfeld',
    events: 'In den Ereignissen',
    anywhere: 'Überall',
  },
  keys: {
    'send-queued': 'Senden; während eine Antwort strömt: in die Reihe',
    'send-parallel': 'Parallel senden, als Zweig',
    'send-interrupt': 'Stoppen, was läuft, und senden',
    'new-line': 'Neue Zeile',
    'take-back': 'Im leeren Feld: die letzte Nachricht der Reihe zurückholen',
    'open-menu': 'Am Anfang: Befehle',
    'move-to-event': 'Nächstes Ereignis, voriges; was es gemacht hat, leuchtet auf',
    'open-event': 'Das Ereignis öffnen oder schließen',
    'walk-events': 'Bei einem Ereignis: das nächste, das vorige; öffnen, schließen; das erste, das letzte',
    'filter-events': 'Filtern',
    'leave-events': 'Schließen; zurück zur Runde',
    stop: 'Offenes schließen, sonst die Antwort stoppen',
    panes: 'Nächster Teil der Seite',
    keys: 'Diese Liste',
  },
  off: 'Kürzel aus einer einzigen Taste lassen sich in den Einstellungen abschalten.',
};

/** @type {typeof import('../../chat/examples.js').T} */
export const examples = {
  stream: { title: 'Einer Antwort zusehen', shows: 'Erst Gedanken, dann Text. Jedes Ereignis steht im Protokoll.' },
  queue: {
    title: 'Drei auf einmal senden',
    shows: 'Sie warten in der Reihe, jede setzt die vorige fort. Bearbeite oder verschiebe sie.',
  },
  parallel: { title: 'Parallel fragen', shows: 'Drei Zweige einer Unterhaltung, zur selben Zeit beantwortet.' },
  stop: { title: 'Mitten im Satz stoppen', shows: 'Eine lange Antwort: drücke Stopp oder Esc. Was da ist, bleibt.' },
  call: {
    title: 'Einen Aufruf beantworten',
    shows: 'Es würfelt und fragt nach der Uhrzeit: gib die Ergebnisse, oder lass sie laufen.',
  },
  background: { title: 'Im Hintergrund ausführen', shows: 'Es läuft ohne dich weiter: geh, lade neu, komm zurück.' },
  error: {
    title: 'An eine Grenze stoßen',
    shows: 'Ein Fehler, der vorübergeht: sieh den Countdown; die Reihe wartet.',
  },
  noModel: {
    title: 'Einen Fehler sehen',
    shows: 'Ein Modell, das es nicht gibt: was zurückkam, und wie es weitergeht.',
  },
  lost: {
    title: 'Eine halbe Antwort verlieren',
    shows: 'Der Strom endet mit einem Fehler: noch einmal, oder überspringen.',
  },
};
