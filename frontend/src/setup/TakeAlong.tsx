import { useT } from '../app/i18n';
import type { Choices } from './types';

export interface Taken {
  parts: Set<string>;
  entities: Set<string>;
  people: boolean;
}

/** Everything but who is responsible. */
export const takeAll = (choices: Choices, people: boolean): Taken => ({
  parts: new Set(choices.parts.map((part) => part.name)),
  entities: new Set(choices.entities.map((entity) => entity.name)),
  people,
});

export const asBody = ({ parts, entities, people }: Taken) => ({ parts: [...parts], entities: [...entities], people });

const flipped = (set: Set<string>, name: string) => {
  const next = new Set(set);
  if (!next.delete(name)) next.add(name);
  return next;
};

/** What of a project goes into a template or a copy. */
export function TakeAlong({ choices, taken, onChange }: { choices: Choices; taken: Taken; onChange: (next: Taken) => void }) {
  const t = useT();
  const box = (key: string, label: string, isOn: boolean, flip: () => void, more?: string) => (
    <label key={key} className="su-check">
      <input type="checkbox" checked={isOn} onChange={flip} /> {label}
      {more && <span className="mut s12"> {more}</span>}
    </label>
  );
  return (
    <fieldset className="su-take">
      <legend>{t('setup.take')}</legend>
      {choices.parts
        .filter((part) => part.name !== 'records')
        .map(({ name, label }) => {
          const known = t(`setup.part.${name}`);
          const flip = () => onChange({ ...taken, parts: flipped(taken.parts, name) });
          return box(name, known.startsWith('setup.') ? label : known, taken.parts.has(name), flip);
        })}
      {choices.entities.map(({ name, label, count }) => {
        const isOn = taken.parts.has('records') && taken.entities.has(name);
        const flip = () => onChange({ ...taken, entities: flipped(taken.entities, name) });
        return box(name, label, isOn, flip, String(count));
      })}
      {box('people', t('setup.people'), taken.people, () => onChange({ ...taken, people: !taken.people }), t('setup.peopleHint'))}
    </fieldset>
  );
}
