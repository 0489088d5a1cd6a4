import { byId, element } from '../dom.js';
import { dismiss, notices } from '../notices.js';
import { watch } from '/client/store.js';

const SHOWN_FOR = 7000;

/** Notices come and go by themselves; one under the pointer or the focus stays. */
export function showNotices() {
  const region = byId('toasts');
  const shown = new Map();
  watch(notices, (all) => {
    for (const [id, toast] of shown) {
      if (all.some((notice) => notice.id === id)) continue;
      toast.remove();
      shown.delete(id);
    }
    for (const notice of all) {
      if (shown.has(notice.id)) continue;
      const toast = toastOf(notice);
      shown.set(notice.id, toast);
      region.append(toast);
      leaveLater(toast, notice.id);
    }
  });
}

function toastOf({ id, kind, title, detail, code }) {
  const close = element('button', { class: 'quiet', type: 'button' }, 'Dismiss');
  close.addEventListener('click', () => dismiss(id));
  const toast = element(
    'div',
    { class: `toast ${kind}` },
    element('p', { class: 'toast-title' }, title),
    element('p', { class: 'toast-detail' }, detail),
    close,
  );
  if (code) toast.append(element('code', { class: 'toast-code' }, code));
  return toast;
}

function leaveLater(toast, id) {
  setTimeout(() => {
    if (toast.matches(':hover, :focus-within')) leaveLater(toast, id);
    else dismiss(id);
  }, SHOWN_FOR);
}
