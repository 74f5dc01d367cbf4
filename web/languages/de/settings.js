/** @type {typeof import('../../settings/strings.js').T} */
export const settings = {
  title: 'Einstellungen',
  when:
    'Sie gehen mit allem mit, was du in dieser Unterhaltung von nun an schreibst. Was in der Reihe steht, ' +
    'behält seine.',
  byDefault: 'Vorgabe',
  keep: 'Für neue Unterhaltungen übernehmen',
  kept: 'Neue Unterhaltungen beginnen mit diesen Einstellungen.',
  back: 'Zurück zu den Vorgaben',
  isBack: 'So, wie neue Unterhaltungen beginnen.',

  foreignTitle: 'Einstellungen der Datei',
  foreign: (names) =>
    `Diese Unterhaltung kam aus einer Datei, mit Einstellungen, die jemand anderes gewählt hat (${names}). Deine ` +
    'nächste Nachricht geht mit deinen.',
  useTheirs: 'Ihre Einstellungen nehmen',
  useMine: 'Meine nehmen',

  conversation: 'Unterhaltung',
  system: { label: 'Systemanweisung', note: 'Geht mit jeder Nachricht neu hinaus: der Dienst merkt sie sich nicht.' },
  store: { label: 'Antworten beim Dienst aufbewahren' },
  storeCost:
    'Ohne das haben Antworten dort keine ID: nichts lässt sich verketten, im Hintergrund ausführen oder nach ' +
    'ID wieder aufnehmen. Mit jeder Nachricht geht die ganze Unterhaltung noch einmal hinaus und wird jedes ' +
    'Mal berechnet.',
  background: {
    label: 'Im Hintergrund ausführen',
    note: 'Es läuft dort weiter, auch wenn niemand verbunden ist. Stopp bricht es ab.',
  },
  tier: { label: 'Dienstklasse', note: 'flex ist billiger und wartet vielleicht, priority kostet mehr.' },

  thinking: 'Denken',
  summaries: { label: 'Zusammenfassungen der Gedanken' },
  level: { label: 'Denkstufe', note: 'Nicht jedes Modell kennt jede Stufe; der Dienst sagt es.' },

  tools: 'Werkzeuge',
  toys: {
    label: 'Spielfunktionen: Uhr, Würfel, Rechner',
    note: 'Sie laufen in dieser Seite; jeder Aufruf und sein Ergebnis sind zu sehen, bevor es zurückgeht.',
  },
  search: { label: 'Google-Suche' },
  code: { label: 'Code ausführen' },
  url: { label: 'Inhalte von URLs' },
  maps: { label: 'Google Maps' },
  latitude: { label: 'Breite' },
  longitude: { label: 'Länge' },
  files: { label: 'Dateisuche' },
  stores: { label: 'Namen der Speicher für die Dateisuche', note: 'Einer je Zeile.' },
  mcp: { label: 'Entfernter MCP-Server', note: 'Der Dienst selbst verbindet sich mit ihm.' },
  mcpUrl: { label: 'Adresse des MCP-Servers' },
  mcpName: { label: 'Name des MCP-Servers', note: 'Kleinbuchstaben und Ziffern.' },
  mcpHeaders: {
    label: 'Kopfzeilen für den MCP-Server (JSON)',
    note: 'Etwa {"Authorization": "Bearer …"}. Sie bleiben in diesem Browser und im Ereignisprotokoll.',
  },
  functions: {
    label: 'Funktionen (JSON)',
    note:
      'Eine Liste von Objekten mit name, description und parameters (einem JSON-Schema). Die Aufrufe ' +
      'beantwortest du in der Unterhaltung.',
  },
  choice: { label: 'Aufrufe von Funktionen', note: 'any: es muss eine aufrufen; none: es darf nicht.' },

  output: 'Antwort',
  format: { label: 'Format' },
  formats: {
    '': 'Text',
    json: 'JSON',
    image: 'Bild',
    both: 'Text und Bilder',
    audio: 'Sprache',
    other: 'wie in der Anfrage unten',
  },
  schema: { label: 'JSON-Schema der Antwort' },
  ratio: { label: 'Seitenverhältnis' },
  size: { label: 'Bildgröße' },
  sound: { label: 'Tonformat' },
  voice: { label: 'Stimme', note: 'Etwa Kore oder Puck.' },
  most: {
    label: 'Höchstens so viele Tokens',
    note: 'Auch das Denken zählt. Was länger ist, endet früher und kann fortgesetzt werden.',
  },
  seed: { label: 'Startwert' },
  stop: { label: 'Stoppfolgen', note: 'Eine je Zeile. Die Antwort endet vor der ersten davon.' },

  sampling: 'Stichproben (veraltet)',
  samplingNote:
    'Veraltet seit Juli 2026: neue Modelle beachten sie nicht. Nimm stattdessen die Denkstufe und klare Worte.',
  temperature: { label: 'Temperatur' },
  topP: { label: 'Top P' },
  topK: { label: 'Top K' },

  agents: 'Agenten',
  planning: { label: 'Erst planen und vor dem Beginn fragen', note: 'Deep Research.' },
  visuals: { label: 'Diagramme und Bilder in Berichten', note: 'Deep Research.' },
  budget: { label: 'Höchstens so viele Tokens eines Agenten', note: 'Antigravity.' },
  sandbox: {
    label: 'Sandkasten',
    note: 'Antigravity: die ID dessen, in dem es weitergeht. Leer: der Sandkasten der Runde davor, sonst ein neuer.',
  },

  request: 'Anfrage',
  extra: {
    label: 'Weitere Felder (JSON)',
    note: 'Werden zuletzt in die Anfrage eingefügt. null nimmt ein Feld heraus.',
  },
  preview: 'Die Anfrage, wie sie jetzt hinausginge',

  page: 'Diese Seite',
  theme: { label: 'Farben' },
  themes: { '': 'wie das System', light: 'hell', dark: 'dunkel' },
  language: { label: 'Sprache', note: 'Die Seite lädt neu. Nichts geht verloren.' },
  languages: { '': 'wie der Browser', en: 'English', de: 'Deutsch' },
  keys: { label: 'Kürzel aus einer einzigen Taste', note: 'Etwa ? für die Liste der Kürzel.' },

  notJson: (why) => `Noch kein JSON, daher gilt, was vorher hier stand. ${why}`,
  notObject: 'Hier muss ein JSON-Objekt stehen: { … }.',
  notFunctions: 'Hier muss eine Liste von Objekten stehen, jedes mit einem Namen: [{"name": "…"}].',
  own: (name) => `${name} setzt Parley selbst.`,
};
