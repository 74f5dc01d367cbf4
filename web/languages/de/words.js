/** @type {typeof import('../../ui/late_strings.js').W} */
export const words = {
  close: 'Schließen',

  calls: {
    title: 'Funktionsaufrufe',
    args: (name) => `Argumente von ${name}`,
    result: (name) => `Ergebnis von ${name}`,
    hint: 'Text oder JSON',
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
