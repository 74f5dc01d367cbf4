/** @type {typeof import('../../numbers/strings.js').N} */
export const numbers = {
  tokens: (input, output) => `${input} ein · ${output} aus`,
  thought: (tokens) => `${tokens} gedacht`,
  cached: (tokens) => `${tokens} davon im Cache`,
  tool: (tokens) => `${tokens} durch Werkzeuge`,
  tokensTitle: 'Tokens, wie der Dienst sie zählt',
  late: 'Tokens, nachträglich erfragt: der Strom nannte sie nicht',
  firstText: (time) => `erster Text ${time}`,
  total: (time) => `gesamt ${time}`,
  speed: (tokens) => `${tokens} Tokens/s`,
  speedTitle: 'Tokens der Antwort und der Gedanken durch die Zeit des ganzen Zugs',
  cost: (dollars) => `≈ ${dollars}`,
  costTitle: (from) => `Schätzung nach dem Preis vom ${from}; Suchen und Speichern sind nicht gezählt`,

  title: 'Zahlen',
  conversation: 'Diese Unterhaltung',
  days: 'Tage',
  none: 'Noch keine Antwort.',
  demo: 'Demomodus: nichts davon wird berechnet; Kosten sind, was ein Modell kosten würde.',
  daysHint: 'Von jeder Antwort, die in diesem Browser gezeigt wurde, am Tag der Frage.',
  columns: {
    model: 'Modell',
    day: 'Tag',
    turns: 'Züge',
    input: 'Ein',
    cached: 'Cache',
    output: 'Aus',
    thought: 'Gedacht',
    tool: 'Werkzeuge',
    cost: 'Kosten',
    time: 'Zeit',
  },
  all: 'Alle',
  part: (turns) => `ohne ${turns}, deren Preis nicht bekannt ist`,
  prices: 'Preise',
  pricesHint:
    'US-Dollar für eine Million Tokens; Gedanken zählen als Ausgabe. Eine Zeile hat das Modell, den Tag, ab ' +
    'dem der Preis gilt, und die Preise für Eingabe, Eingabe aus dem Cache und Ausgabe; ein Modell mit ' +
    '>200000 gilt für längere Eingaben als diese.',
  asOf: (day) =>
    `Wie für die bezahlte Standardstufe veröffentlicht, gesammelt am ${day}. Preise ändern sich: nachzusehen ` +
    'unter ai.google.dev/gemini-api/docs/pricing.',
  own: 'Das sind die eigenen.',
  save: 'Preise sichern',
  reset: 'Zurück zu den eingebauten',
  saved: 'Preise gesichert',
  badPrice: (line) => `Zeile ${line} ist kein Preis: Modell, Tag wie 2026-11-22, Eingabe, Cache, Ausgabe.`,
};
