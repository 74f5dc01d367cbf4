/** @type {typeof import('../../ui/late_strings.js').W} */
export const late = {
  close: 'Schließen',
  otherVersionNow: 'Teile dieser Seite haben verschiedene Versionen. Sie werden neu geladen…',
  otherVersion:
    'Teile dieser Seite haben verschiedene Versionen. Lade sie neu; was du geschrieben hast, bleibt erhalten.',

  rewrite: {
    first: 'Speichere erst diese Änderung, oder brich sie ab.',
    queued: 'Text in der Reihe',
    version: 'Text der neuen Fassung',
    save: 'Speichern',
    ask: 'Noch einmal fragen',
    cancel: 'Abbrechen',
    sent: 'Diese Nachricht ging hinaus, während du sie bearbeitet hast. Deine Fassung steht im Nachrichtenfeld.',
  },

  aside: (count) => `${count} Runden eines anderen Zweigs`,

  active: {
    label: 'Geht mit',
    instruction: 'Anweisung',
    tools: (count) => (count === 1 ? '1 Werkzeug' : `${count} Werkzeuge`),
    format: 'Format',
    background: 'Hintergrund',
    unstored: 'Nicht gespeichert',
  },

  error: {
    none: 'Keine Antwort',
    raw: 'Was zurückkam',
    busyFor: (time) => `Zurzeit zu viele Anfragen. Neuer Versuch in ${time}, oder wähle ein anderes Modell.`,
    advice: {
      key: 'Der API-Schlüssel wurde nicht angenommen. Gib parley einen gültigen GEMINI_API_KEY und starte es neu.',
      model:
        'Dieses Modell oder diese Unterhaltung ist dort nicht bekannt. Wähle ein anderes Modell oder beginne ' +
        'eine neue Unterhaltung.',
      busy: 'Zurzeit zu viele Anfragen. Warte etwas und versuche es noch einmal, oder wähle ein anderes Modell.',
      daily:
        'Das Kontingent für heute ist verbraucht. Wähle ein anderes Modell oder komm wieder, wenn es erneuert ist.',
      server: 'Der Dienst hat Schwierigkeiten. Ein neuer Versuch hilft oft.',
      request:
        'Die Anfrage wurde so nicht angenommen. Ändere das Modell oder die Nachricht und versuche es noch einmal.',
    },
  },

  keeping: {
    refused: (why) =>
      `Dieser Browser lässt die Seite keine Unterhaltungen aufbewahren (${why}). Sie bleiben, bis er geschlossen wird.`,
    full:
      'Der Platz für diese Seite ist verbraucht: was nun kommt, bleibt, bis die Seite geschlossen wird. Lösche ' +
      'Unterhaltungen, um Platz zu schaffen.',
    damaged: (title) => `Ein Teil von „${title}“ ist beschädigt und fehlt. Darin geht nichts von selbst weiter.`,
    elsewhere: 'Der Tab, in dem diese Unterhaltung läuft, antwortet nicht. Was du geschrieben hast, bleibt erhalten.',
    left:
      'die Unterhaltung wurde verlassen, bevor sie geladen war. Was du geschrieben hast, steht in ihrem ' +
      'Nachrichtenfeld.',
    newer: 'Eine neuere Version dieser Seite ist in einem anderen Tab offen. Diese muss neu geladen werden.',
    older: 'Eine ältere Version dieser Seite ist in einem anderen Tab offen. Lade jene neu.',
    reload: 'Neu laden',
    unknown: 'Diese Unterhaltung ist in diesem Browser nicht aufbewahrt.',
  },

  list: {
    none: 'Hier stehen Unterhaltungen von ihrer ersten Nachricht an.',
    notFound: 'Keine Unterhaltung enthält diese Wörter.',
    untitled: 'Ohne Titel',
    marks: { running: 'Läuft', unread: 'Neue Antwort', pinned: 'Angeheftet' },
    more: (title) => `Möglichkeiten von „${title}“`,
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

  calls: {
    title: 'Funktionsaufrufe',
    args: (name) => `Argumente von ${name}`,
    result: (name) => `Ergebnis von ${name}`,
    hint: 'Text oder JSON',
    empty: (name) => `${name} hat noch kein Ergebnis. Wo es keines gibt, sag das: null, oder ein Fehler.`,
    isError: 'Das ist ein Fehler',
    run: 'Ausführen',
    runAll: 'Alle ausführen und senden',
    send: 'Ergebnisse senden',
  },

  map: {
    title: 'Zweige',
    hint: 'Alle Runden dieser Unterhaltung. Wähle eine, um auf ihrem Zweig weiterzumachen.',
  },

  jobs: {
    title: 'Läuft',
    none: 'Nichts ist unterwegs.',
    of: (conversation) => `In „${conversation}“`,
    show: 'Zeigen',
    park: 'Ablösen',
    unpark: 'Wieder lesen',
    cancel: 'Abbrechen',
    titles: 'Worüber es nachdenkt',
    stuck: 'Seit einer Stunde kein Fortschritt. Vielleicht hängt es: brich es ab und versuche es noch einmal.',
  },

  notify: {
    button: 'Bescheid sagen, wenn einer fertig ist',
    on: 'Du bekommst Bescheid, wenn ein Lauf im Hintergrund fertig ist.',
    ask: '',
    off: 'Wenn ein Lauf im Hintergrund fertig ist, sagt es der Titel des Tabs.',
    over: (state) => `Parley: Lauf im Hintergrund vorbei (${state.toLowerCase()})`,
  },

  plan: {
    approve: 'Dem Plan zustimmen',
    approval: 'Sieht gut aus. Leg los.',
    what: 'Was zu ändern ist',
    change: 'Plan ändern',
  },
};
