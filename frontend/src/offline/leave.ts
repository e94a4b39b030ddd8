import { readCookie } from '../api/client';
import { stopLive } from '../api/live';
import { openDialog } from '../app/dialogs';
import { wipeDrafts } from '../record/drafts';
import { forgetAll } from './kept';
import { clearQueue, queueLength } from './queue';
import { forgetShell } from './worker';

/** Log out for good: this computer keeps nothing. Log-out is a form post of the server's own page, the same without the application. */
export async function leave(): Promise<void> {
  stopLive();
  wipeDrafts();
  await Promise.allSettled([forgetAll(), clearQueue(), forgetShell()]);
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/accounts/logout/';
  const token = document.createElement('input');
  token.type = 'hidden';
  token.name = 'csrfmiddlewaretoken';
  token.value = readCookie('csrftoken') ?? '';
  form.append(token);
  document.body.append(form);
  form.submit();
}

/** Log out, after asking where changes would be lost. */
export function logOut(): void {
  if (queueLength() > 0) openDialog({ kind: 'unsent' });
  else void leave();
}
