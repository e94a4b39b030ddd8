import { X } from 'lucide-react';
import { useId, useState } from 'react';

import { useT } from '../app/i18n';
import type { Place } from '../configuration/data';
import { whoKey } from './draft';
import { PeoplePick } from './PeoplePick';
import type { Vocabulary, Who, WhoKind } from './types';

interface Props {
  label: string;
  people: Who[];
  words: Vocabulary;
  project: Place;
  disabled?: boolean;
  /** Who is chosen from by the requester cannot be left to the requester again. */
  isInner?: boolean;
  onChange: (people: Who[]) => void;
}

const KINDS: WhoKind[] = ['role', 'person', 'field', 'group', 'party', 'party_field', 'chosen'];

/** What may be chosen of a kind: key and word. */
function optionsOf(kind: WhoKind, words: Vocabulary): { who: Who; label: string }[] {
  const named = (list: { name: string; label: string }[] = []) => list.map((one) => ({ who: { kind, name: one.name, label: one.label }, label: one.label }));
  const numbered = (list: { id: number; name: string }[] = []) => list.map((one) => ({ who: { kind, id: one.id, label: one.name }, label: one.name }));
  switch (kind) {
    case 'role':
      return (words.roles ?? []).map((one) => ({ who: { kind, code: one.code, label: one.name }, label: one.name }));
    case 'field':
      return named(words.person_fields);
    case 'party_field':
      return named(words.party_fields);
    case 'group':
      return numbered(words.groups);
    case 'party':
      return numbered(words.parties);
    default:
      return [];
  }
}

export const whoWords = (t: ReturnType<typeof useT>, who: Who): string => {
  const name = who.label ?? String(who.code ?? who.name ?? who.id ?? '');
  if (who.kind === 'chosen') return t('apr.who.chosen');
  return who.kind === 'person' ? name : t(`apr.who.${who.kind}.named`, { name });
};

/** Whom a group consists of: roles, people, the people of a field, user groups, firms; or whom the requester chooses. */
export function WhoPicker({ label, people, words, project, disabled, isInner, onChange }: Props) {
  const t = useT();
  const id = useId();
  const [kind, setKind] = useState<WhoKind>('role');
  const kinds = KINDS.filter((one) => {
    if (one === 'chosen') return !isInner && !people.some((who) => who.kind === 'chosen');
    return one === 'person' || optionsOf(one, words).length > 0;
  });
  const add = (who: Who) => !people.some((other) => whoKey(other) === whoKey(who)) && onChange([...people, who]);
  const options = optionsOf(kind, words).filter(({ who }) => !people.some((other) => whoKey(other) === whoKey(who)));
  const chosenAt = people.findIndex((who) => who.kind === 'chosen');
  const chosen = people[chosenAt];
  const setChosen = (change: Partial<Who>) => onChange(people.map((who, at) => (at === chosenAt ? { ...who, ...change } : who)));
  return (
    <div className="ap-who" role="group" aria-label={label}>
      <span className="cf-label">{label}</span>
      {people.length > 0 && (
        <ul className="ap-chips">
          {people.map((who) => (
            <li key={whoKey(who)}>
              <span className="el">{whoWords(t, who)}</span>
              {!disabled && (
                <button
                  type="button"
                  aria-label={t('apr.takeOut', { name: whoWords(t, who) })}
                  onClick={() => onChange(people.filter((other) => whoKey(other) !== whoKey(who)))}
                >
                  <X size={12} strokeWidth={1.75} />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {!disabled && (
        <div className="ap-add">
          <select
            className="field"
            aria-label={t('apr.kindOfWho')}
            value={kind}
            onChange={(event) => {
              const next = event.target.value as WhoKind;
              if (next === 'chosen') add({ kind: 'chosen', many: false, from: [] });
              else setKind(next);
            }}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t(`apr.who.${one}`)}
              </option>
            ))}
          </select>
          {kind === 'person' ? (
            <PeoplePick
              id={`${id}-person`}
              label={t('apr.who.person')}
              project={project ?? ''}
              chosen={[]}
              onChange={([one]) => one && add({ kind: 'person', id: one.id, label: one.name })}
            />
          ) : (
            <select
              id={`${id}-who`}
              className="field"
              aria-label={t(`apr.who.${kind}`)}
              value=""
              onChange={(event) => {
                const found = options.find(({ who }) => whoKey(who) === event.target.value);
                if (found) add(found.who);
              }}
            >
              <option value="">{t('apr.add')}</option>
              {options.map(({ who, label: word }) => (
                <option key={whoKey(who)} value={whoKey(who)}>
                  {word}
                </option>
              ))}
            </select>
          )}
        </div>
      )}
      {chosen && !isInner && (
        <div className="ap-inner">
          <label className="ad-verb">
            <input type="checkbox" checked={chosen.many ?? false} disabled={disabled} onChange={(event) => setChosen({ many: event.target.checked })} />
            <span>{t('apr.chosenMany')}</span>
          </label>
          <WhoPicker
            label={t('apr.chosenFrom')}
            people={chosen.from ?? []}
            {...{ words, project, disabled }}
            isInner
            onChange={(from) => setChosen({ from })}
          />
        </div>
      )}
    </div>
  );
}
