import { X } from 'lucide-react';

import { useT } from '../app/i18n';
import { Sortable } from './Sortable';

export interface NameChoice {
  name: string;
  label: string;
}

/** Names of fields in an order: chosen from a list, put in order, taken out. */
export function NamesPicker({
  id,
  label,
  hint,
  names,
  choices,
  onChange,
  isFixed = false,
  error,
}: {
  id: string;
  label: string;
  hint?: string;
  names: string[];
  choices: NameChoice[];
  onChange: (names: string[]) => void;
  isFixed?: boolean;
  error?: string | null;
}) {
  const t = useT();
  const labelOf = (name: string) => choices.find((choice) => choice.name === name)?.label ?? name;
  const left = choices.filter((choice) => !names.includes(choice.name));
  return (
    <div className="fld">
      <label htmlFor={id}>{label}</label>
      {names.length > 0 && (
        <Sortable items={names} label={label} keyOf={(name) => name} nameOf={labelOf} onOrder={onChange} isFixed={isFixed}>
          {(name) => (
            <>
              <span className="el cf-grow">{labelOf(name)}</span>
              {!isFixed && (
                <button
                  type="button"
                  className="ib"
                  aria-label={t('cfg.takeOut', { name: labelOf(name) })}
                  onClick={() => onChange(names.filter((other) => other !== name))}
                >
                  <X size={14} strokeWidth={1.5} />
                </button>
              )}
            </>
          )}
        </Sortable>
      )}
      {!isFixed && (
        <select id={id} className="field" value="" disabled={!left.length} onChange={(event) => event.target.value && onChange([...names, event.target.value])}>
          <option value="">{t(left.length ? 'cfg.addField' : 'cfg.allChosen')}</option>
          {left.map((choice) => (
            <option key={choice.name} value={choice.name}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
      {error ? (
        <p className="red s12" role="alert">
          {error}
        </p>
      ) : (
        hint && <p className="mut s12">{hint}</p>
      )}
    </div>
  );
}
