import { byId, element } from '../dom.js';
import { reportRefusal } from '../notices.js';
import { cellOf } from '../preferences.js';
import { watch } from '/client/store.js';
import { showPreferenceHistory } from './preference-history-view.js';

/**
 * The preferences as a table: one row per policy type, one column per channel type.
 *
 * @param {import('../preferences.js').Preferences} preferences
 * @param {AbortSignal} signal
 */
export function showPreferences(preferences, signal) {
  byId('preferences').replaceChildren();
  showPreferenceHistory(preferences, signal);
  let shape = '';
  let marked = [];
  watch(
    preferences.sheet,
    (sheet) => {
      byId('preferences-hint').textContent = hintOf(sheet);
      const next = sheet.preferences.map(cellOf).join();
      if (next !== shape) byId('preferences').replaceChildren(matrix(sheet.preferences, preferences));
      shape = next;
      sheet.preferences.forEach(refresh);
      if (sheet.changed !== marked) mark(sheet.changed);
      marked = sheet.changed;
    },
    signal,
  );
}

function hintOf({ kind, problem, changed }) {
  if (kind === 'loading') return 'Loading…';
  if (kind === 'failed') return problem;
  if (changed.length === 0) return 'Dashed: the default. Every change shows in all your tabs at once.';
  return `Changed elsewhere just now: ${changed.map(labelOf).join(', ')}.`;
}

function matrix(all, preferences) {
  const rows = [...new Set(all.map(({ policyType }) => policyType))];
  const columns = [...new Set(all.map(({ channelType }) => channelType))];
  const find = (row, column) =>
    all.find(({ policyType, channelType }) => policyType === row && channelType === column);
  return element(
    'table',
    { class: 'matrix' },
    element('thead', {}, element('tr', {}, element('td'), ...columns.map(columnHead))),
    element(
      'tbody',
      {},
      ...rows.map((row) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, wordsOf(row)),
          ...columns.map((column) => cell(find(row, column), preferences)),
        ),
      ),
    ),
  );
}

function columnHead(column) {
  return element('th', { scope: 'col' }, wordsOf(column));
}

function cell(preference, preferences) {
  if (!preference) return element('td');
  const { policyType, channelType } = preference;
  const select = element(
    'select',
    {
      class: 'choice',
      'data-cell': cellOf(preference),
      'aria-label': `${wordsOf(policyType)} by ${wordsOf(channelType)}`,
    },
    ...optionsOf(preference).map(([value, words]) => element('option', { value }, words)),
  );
  select.addEventListener('change', () =>
    preferences.choose(policyType, channelType, select.value).catch(reportRefusal),
  );
  if (policyType !== '*' && channelType !== '*') {
    for (const event of ['pointerenter', 'focus']) {
      select.addEventListener(event, () => explain(select, preference, preferences));
    }
  }
  const face = element('span', { class: 'face', 'aria-hidden': 'true' });
  return element('td', {}, element('div', { class: 'cell' }, select, face));
}

/** A row or column of its own, written `*`, can only mute. */
function optionsOf({ policyType, channelType }) {
  return policyType === '*' || channelType === '*'
    ? [['disabled', 'Muted'], ['inherit', 'Not muted']]
    : [['inherit', 'Default'], ['enabled', 'On'], ['disabled', 'Off']];
}

function refresh(preference) {
  const select = selectOf(cellOf(preference));
  select.value = preference.policySetting;
  select.dataset.setting = preference.policySetting;
  select.title = effectOf(preference);
  select.nextElementSibling.textContent = faceOf(preference);
}

/** What is in effect, by choice, by default or by a mute over many cells. */
function faceOf({ channelType, policyType, effective, source }) {
  if (source === 'mute' || policyType === '*' || channelType === '*') return 'Muted';
  return effective === 'enabled' ? 'On' : 'Off';
}

/** Lights the cells up; a cell that is still lit starts again. */
function mark(changed) {
  for (const select of document.querySelectorAll('.choice.changed')) {
    select.classList.remove('changed');
  }
  for (const cell of changed) {
    const select = selectOf(cell);
    void select?.offsetWidth;
    select?.classList.add('changed');
  }
}

function selectOf(cell) {
  return document.querySelector(`[data-cell="${CSS.escape(cell)}"]`);
}

/** Says in the tooltip what the service would do with a message right now. */
async function explain(select, { policyType, channelType }, preferences) {
  try {
    const { detail, until } = await preferences.explain(policyType, channelType);
    select.title = until ? `${detail} Until ${new Date(until).toLocaleString()}.` : detail;
  } catch {
    // The tooltip that is there stays.
  }
}

function labelOf(cell) {
  return selectOf(cell)?.getAttribute('aria-label') ?? cell;
}

function effectOf({ effective, source }) {
  return effective ? `In effect: ${effective}${source ? `, decided by ${source}` : ''}` : '';
}

/** `in_app` reads as `In app`. */
function wordsOf(type) {
  const words = type === '*' ? 'all' : type.replaceAll('_', ' ');
  return words[0].toUpperCase() + words.slice(1);
}
