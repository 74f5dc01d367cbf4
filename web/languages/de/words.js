/** @type {typeof import('../../ui/late_strings.js').W} */
export const words = {
  close: 'Schließen',

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

  list: {
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
