import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import type { Written } from '../admin/types';
import { useForm } from '../admin/useForm';
import { api } from '../api/client';
import { useT } from '../app/i18n';
import { inSentence } from '../schema/useMeta';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { urls, useSetupWrite } from './data';
import type { MaskItem, Place, Reset } from './types';

const RESETS: Reset[] = ['never', 'yearly', 'monthly', 'prefix'];

interface Checked {
  ok: boolean;
  problem: string;
  next: string | null;
}

/** A mask while it is typed: the server says at once what is wrong with it, or the code it would give. */
export function MaskDialog({ code, item, places, onClose }: { code: string; item: MaskItem; places: Place[]; onClose: () => void }) {
  const t = useT();
  const { run } = useSetupWrite();
  const input = useRef<HTMLInputElement>(null);
  const mine = places.filter((place) => place.can && !(item.above_projects && place.kind === 'project'));
  const first = mine.find((place) => place.path === item.from) ?? mine[mine.length - 1];
  const [place, setPlace] = useState(first.path);
  const [pattern, setPattern] = useState(item.own[first.path]?.pattern ?? item.pattern);
  const [reset, setReset] = useState<Reset>(item.own[first.path]?.reset ?? item.reset);
  const [shared, setShared] = useState(item.own[first.path]?.shared ?? false);
  const body = { pattern, reset, shared, place };
  const check = useQuery({
    queryKey: ['mask-check', code, item.entity, body],
    queryFn: ({ signal }) => api.post<Checked>(`${urls.mask(code, item.entity)}/check`, body, { signal }),
    placeholderData: (before) => before,
    retry: false,
  });
  const form = useForm(async () => {
    await run(() => api.put<Written>(urls.mask(code, item.entity), body), true);
    onClose();
  });
  const clear = async () => {
    const query = `?place=${encodeURIComponent(place)}`;
    if (await run(() => api.delete<Written>(`${urls.mask(code, item.entity)}${query}`))) onClose();
  };
  const move = (path: string) => {
    setPlace(path);
    const own = item.own[path];
    if (own) {
      setPattern(own.pattern);
      setReset(own.reset);
      setShared(own.shared);
    }
  };
  const insert = (token: string) => {
    const at = input.current?.selectionStart ?? pattern.length;
    setPattern(pattern.slice(0, at) + token + pattern.slice(input.current?.selectionEnd ?? at));
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(at + token.length, at + token.length);
    });
  };
  const answer = check.data;
  const kind = places.find((one) => one.path === place)?.kind;
  return (
    <Dialog title={t('setup.maskOf', { name: inSentence(item.label) })} size={520} onClose={onClose}>
      <form className="form" onSubmit={form.submit} noValidate>
        <Field id="mk-pattern" label={t('setup.pattern')} hint={t(item.levels ? 'setup.levelsHint' : 'setup.patternHint')} error={form.errorOf('pattern')}>
          <input
            id="mk-pattern"
            ref={input}
            className="field"
            value={pattern}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            maxLength={80}
            onChange={(event) => setPattern(event.target.value)}
          />
        </Field>
        <div className="su-tokens">
          {item.tokens.map(({ token, label }) => (
            <button key={token} type="button" className="bt q" onClick={() => insert(token)} title={label}>
              <code>{token}</code> <span className="mut s12">{label}</span>
            </button>
          ))}
        </div>
        <p className={answer && !answer.ok ? 'red' : 'su-next'} role="status">
          {!answer ? t('setup.checking') : answer.ok ? t(item.levels ? 'setup.codesWouldBe' : 'setup.nextWouldBe', { code: answer.next ?? '' }) : answer.problem}
        </p>
        {!item.levels && (
          <Field id="mk-reset" label={t('setup.reset')}>
            <select id="mk-reset" className="field" value={reset} onChange={(event) => setReset(event.target.value as Reset)}>
              {RESETS.map((name) => (
                <option key={name} value={name}>
                  {t(`setup.reset.${name}`)}
                </option>
              ))}
            </select>
          </Field>
        )}
        {mine.length > 1 && (
          <Field id="mk-place" label={t('setup.where')}>
            <select id="mk-place" className="field" value={place} onChange={(event) => move(event.target.value)}>
              {mine.map((one) => (
                <option key={one.path} value={one.path}>
                  {t(`setup.place.${one.kind}`)} {one.name}
                </option>
              ))}
            </select>
          </Field>
        )}
        {kind !== 'project' && !item.above_projects && !item.levels && (
          <label className="su-check">
            <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} /> {t('setup.shared')}
          </label>
        )}
        {form.general() && (
          <p className="red" role="alert">
            {form.general()}
          </p>
        )}
        <div className="form-f">
          {item.own[place] && (
            <button type="button" className="lk" onClick={() => void clear()}>
              {t('setup.clear')}
            </button>
          )}
          <span className="sp" />
          <button type="button" className="bt q" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="submit" className="bt p" disabled={form.isBusy || answer?.ok === false}>
            {t('setup.save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
