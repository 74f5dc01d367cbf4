// The very request of a turn as code that sends it again: for the shell, and for the official SDKs
// (@google/genai 3 and google-genai 3). The key is taken from the environment.

const kBase = 'https://generativelanguage.googleapis.com';

/**
 * @typedef {{method: string, path: string, body: string}} Request  path: from the first slash on
 */

/** @param {Request} request */
export function curl({ method, path, body }) {
  const lines = [`curl -N ${quoted(`${kBase}${path}`)}`];
  if (method !== 'GET' && !(method === 'POST' && body)) lines.push(`  -X ${method}`);
  lines.push(`  -H "x-goog-api-key: $GEMINI_API_KEY"`);
  if (body) lines.push(`  -H 'content-type: application/json'`, `  -d ${quoted(body)}`);
  return `${lines.join(' \\\n')}\n`;
}

/**
 * In single quotes nothing has a meaning to the shell.
 * @param {string} text
 */
function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Which version of the API a path is of; the SDKs would take another one. @param {string} path */
const versionOf = (path) => path.split('/')[1];

/**
 * @param {Request} request a POST that makes an interaction
 * @returns {string}
 */
export function python({ path, body }) {
  const value = JSON.parse(body);
  const members = Object.entries(value).map(([name, member]) => `    ${name}=${pythonValue(member, 1)},\n`);
  const call = `client.interactions.create(\n${members.join('')})\n`;
  return `import os

from google import genai

client = genai.Client(
    api_key=os.environ["GEMINI_API_KEY"],
    http_options={"api_version": "${versionOf(path)}"},
)
${
  value.stream === true
    ? `stream = ${call}for event in stream:\n    print(event)\n`
    : `interaction = ${call}print(interaction.output_text)\n`
}`;
}

/**
 * @param {any} value of JSON
 * @param {number} depth
 * @returns {string}
 */
function pythonValue(value, depth) {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const indent = '    '.repeat(depth);
  const list = Array.isArray(value);
  const items = list
    ? value.map((item) => pythonValue(item, depth + 1))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${pythonValue(item, depth + 1)}`);
  const [open, close] = list ? '[]' : '{}';
  if (!items.length) return open + close;
  return `${open}\n${items.map((item) => `${indent}    ${item},\n`).join('')}${indent}${close}`;
}

/**
 * @param {Request} request a POST that makes an interaction
 * @returns {string}
 */
export function javaScript({ path, body }) {
  const value = JSON.parse(body);
  // The SDK would go on by itself, with requests of its own.
  const alone = value.background === true || value.agent ? '' : ', automatic_continuation: false';
  const given = JSON.stringify(value, null, 2);
  const call = `await ai.interactions.create(${given.slice(0, -2)}${alone && `,\n  ${alone.slice(2)},`}\n});\n`;
  return `import { GoogleGenAI } from '@google/genai';

const ai = new GoogleGenAI({ apiKey: process.env.GEMINI_API_KEY, apiVersion: '${versionOf(path)}' });
${
  value.stream === true
    ? `const stream = ${call}for await (const event of stream) console.log(event);\n`
    : `const interaction = ${call}console.log(interaction.output_text);\n`
}`;
}
