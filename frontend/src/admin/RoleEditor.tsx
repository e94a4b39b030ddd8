import { useState } from 'react';

import { api } from '../api/client';
import { useLanguage, useT } from '../app/i18n';
import { Field } from '../ui/Field';
import type { Area, RoleRow, Roles, Written } from './types';
import { useForm } from './useForm';
import { useWrite } from './useWrite';

/** Every right by its area, in both languages. */
function Verbs({
  areas,
  held,
  other,
  canSet,
  onToggle,
}: {
  areas: Area[];
  held: Set<string>;
  other: Set<string> | null;
  canSet: (verb: string) => boolean;
  onToggle: (verb: string) => void;
}) {
  const language = useLanguage();
  const [first, second] = language === 'en' ? (['en', 'zh'] as const) : (['zh', 'en'] as const);
  const change = (verb: string) => {
    if (!other || held.has(verb) === other.has(verb)) return '';
    return held.has(verb) ? 'plus' : 'minus';
  };
  return areas.map((area) => (
    <fieldset key={area.name} className="ad-area">
      <legend className="vh">{area[first]}</legend>
      <div aria-hidden="true">
        <b>{area[first]}</b> <span className="mut s12">{area[second]}</span>
      </div>
      <div className="ad-verbs">
        {area.verbs.map((item) => (
          <label key={item.verb} className={`ad-verb ${change(item.verb)}`}>
            <input
              type="checkbox"
              checked={held.has(item.verb)}
              disabled={!canSet(item.verb)}
              onChange={() => onToggle(item.verb)}
            />
            <span>
              {item[first]}
              <small>
                {item[second]} ({item.verb})
              </small>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  ));
}

/** One role: read, compare with another, copy, change, delete. */
export function RoleEditor({
  role,
  copyOf,
  roles,
  onCopy,
  onClose,
}: {
  role: RoleRow | null;
  copyOf: RoleRow | null;
  roles: Roles;
  onCopy: (role: RoleRow) => void;
  onClose: () => void;
}) {
  const t = useT();
  const { run, isBusy } = useWrite();
  const origin = role ?? copyOf;
  const suffix = copyOf ? ' 2' : '';
  const [draft, setDraft] = useState({
    code: copyOf ? `${copyOf.code}_2` : '',
    name_zh: origin ? `${origin.name_zh}${suffix}` : '',
    name_en: origin ? `${origin.name_en}${suffix}` : '',
    own_party_only: origin?.own_party_only ?? false,
  });
  const [held, setHeld] = useState<Set<string>>(() => new Set(origin?.verbs));
  const [against, setAgainst] = useState('');
  const canEdit = role ? role.can_edit : roles.can.create;
  // A built-in role follows the program, but for the rights over kinds of records that the company made itself.
  const isOurs = (verb: string) => canEdit || (!!role?.built_in && roles.can.all_verbs && verb.startsWith('x_'));
  const hasOurs = !canEdit && roles.areas.some((area) => area.verbs.some((item) => isOurs(item.verb)));
  const own = new Set(roles.can.verbs);
  const other = roles.items.find((row) => row.code === against);
  const form = useForm(async () => {
    const { code, ...rest } = draft;
    const body = hasOurs ? { verbs: [...held] } : { ...rest, verbs: [...held] };
    const write = role
      ? () => api.patch<Written>(`/api/admin/roles/${role.id}`, body, { ifMatch: role.version })
      : () => api.post<Written>('/api/admin/roles', { code, ...body });
    await run(write, { quiet: true });
    onClose();
  });
  const toggle = (verb: string) => {
    const next = new Set(held);
    if (!next.delete(verb)) next.add(verb);
    setHeld(next);
  };
  const remove = () =>
    role &&
    void run(() => api.delete<Written>(`/api/admin/roles/${role.id}`, undefined, { ifMatch: role.version })).then(
      (done) => done && onClose(),
    );
  const demand = () =>
    role && void run(() => api.put<Written>(`/api/admin/roles/${role.id}/second-factor`, { needed: !role.second_factor }));
  const input = (name: 'code' | 'name_zh' | 'name_en') => (
    <Field id={`re-${name}`} label={t(`admin.field.${name}`)} optional={name === 'name_en'} error={form.errorOf(name)}>
      <input
        id={`re-${name}`}
        className="field"
        value={draft[name]}
        disabled={!canEdit}
        onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <form className="scroll" onSubmit={form.submit}>
      <div className="tb ad-tools">
        <button type="button" className="bt q" onClick={onClose}>
          ‹ {t('admin.tab.roles')}
        </button>
        <select
          className="field"
          value={against}
          onChange={(event) => setAgainst(event.target.value)}
          aria-label={t('admin.compareWith')}
        >
          <option value="">{t('admin.compareWith')}</option>
          {roles.items
            .filter((row) => row.id !== role?.id)
            .map((row) => (
              <option key={row.code} value={row.code}>
                {row.name}
              </option>
            ))}
        </select>
        {other && <span className="mut s12">{t('admin.compareNote')}</span>}
        <span className="sp" />
        {role && roles.can.rules && (
          <button type="button" className="bt" disabled={isBusy} onClick={demand}>
            {t(role.second_factor ? 'admin.dropFactor' : 'admin.demandFactor')}
          </button>
        )}
        {role && roles.can.create && (
          <button type="button" className="bt" onClick={() => onCopy(role)}>
            {t('admin.copyRole')}
          </button>
        )}
        {role?.can_edit && (
          <button type="button" className="bt" disabled={isBusy} onClick={remove}>
            {t('admin.deleteRole')}
          </button>
        )}
        {(canEdit || hasOurs) && (
          <button type="submit" className="bt p" disabled={form.isBusy}>
            {t(role ? 'admin.save' : 'admin.newRole')}
          </button>
        )}
      </div>
      <div className="ad-body">
        <h2>
          {role?.name ?? t('admin.newRole')} {role && <span className="mut s12">{t('admin.usedBy', { n: role.used })}</span>}
        </h2>
        {role?.built_in && <p className="mut">{t(hasOurs ? 'admin.builtInOwn' : 'admin.builtInNote')}</p>}
        {canEdit && (
          <div className="ad-two">
            {!role && input('code')}
            {input('name_zh')}
            {input('name_en')}
          </div>
        )}
        <label className="ad-verb">
          <input
            type="checkbox"
            checked={draft.own_party_only}
            disabled={!canEdit}
            onChange={() => setDraft({ ...draft, own_party_only: !draft.own_party_only })}
          />
          <span>
            {t('admin.ownPartyOnly')}
            <small>{t('admin.ownPartyNote')}</small>
          </span>
        </label>
        {(form.errorOf('verbs') ?? form.general()) && (
          <p className="red" role="alert">
            {form.errorOf('verbs') ?? form.general()}
          </p>
        )}
        <Verbs
          areas={roles.areas}
          held={held}
          other={other ? new Set(other.verbs) : null}
          canSet={(verb) => isOurs(verb) && (roles.can.all_verbs || own.has(verb))}
          onToggle={toggle}
        />
      </div>
    </form>
  );
}
