import { useEffect, useState } from 'react';

import { useT } from '../../app/i18n';
import { percent } from '../../ui/dates';
import { bandOf, editText, formatMoney, formatValue, headUnit } from '../formatValue';
import { parseValue } from '../parseValue';
import { LineEditor } from './LineEditor';
import { ToneMark } from './ToneMark';
import type { CellProps, EditorProps, InputProps } from './types';

/** Computed numbers carry a dotted underline; a number in a band carries the band's mark. */
export function NumberCell({ field, row, refs, isRoomy }: CellProps) {
  const t = useT();
  const value = Number(row[field.name]);
  const band = field.bands.length ? bandOf(field.bands, value) : undefined;
  const text = field.type === 'money' && isRoomy ? t('value.money', { n: formatMoney(value), unit: headUnit(field) }) : formatValue(field, value, refs);
  const exact = field.type === 'money' ? `${field.currency} ${formatMoney(value, true)}` : '';
  const hint = [band?.label, exact, field.formula].filter(Boolean).join('\n');
  const className = `${field.formula ? 'computed' : ''} ${value < 0 ? 'red' : ''}`;
  if (field.type === 'percent' && !isRoomy && !band) {
    return (
      <span className="pct" title={hint || undefined}>
        <span className="prog-track" aria-hidden="true">
          <span className="prog-fill" style={{ width: percent(Math.max(0, Math.min(1, value))) }} />
        </span>
        <span className={className}>{text}</span>
      </span>
    );
  }
  if (!band) {
    return (
      <span className={className} title={hint || undefined}>
        {text}
      </span>
    );
  }
  return (
    <span className="banded" title={hint || undefined}>
      <ToneMark tone={band.tone} />
      <span className={`b ${className}`}>{text}</span>
    </span>
  );
}

export function NumberEditor(props: EditorProps) {
  return <LineEditor {...props} />;
}

/** Unit that is typed: money is typed in yuan although it is shown in 万元. */
function typedUnit(field: InputProps['field'], t: (key: string) => string): string {
  if (field.type === 'money') return t('unit.yuan');
  if (field.type === 'percent') return '%';
  return field.type === 'duration' ? t('unit.dayOrHour') : field.unit;
}

export function NumberInput({ id, field, value, refs, onChange, error, autoFocus }: InputProps) {
  const t = useT();
  const shown = editText(field, value, refs);
  const [text, setText] = useState(shown);
  const [complaint, setComplaint] = useState('');
  // A value from outside (a reset, another field's consequence) replaces the text unless it means the same.
  useEffect(() => {
    setText((old) => {
      const parsed = parseValue({ ...field, required: false }, old, { today: 0 });
      return 'value' in parsed && parsed.value === (value ?? null) ? old : shown;
    });
  }, [shown]);
  const type = (next: string) => {
    setText(next);
    const parsed = parseValue({ ...field, required: false }, next, { today: 0 });
    if ('value' in parsed) {
      setComplaint('');
      onChange(parsed.value);
    }
  };
  const check = () => {
    const parsed = parseValue({ ...field, required: false }, text, { today: 0 });
    setComplaint('error' in parsed ? parsed.error : '');
  };
  const unit = typedUnit(field, t);
  return (
    <>
      <span className="numf">
        <input
          id={id}
          className="field num"
          inputMode="decimal"
          autoComplete="off"
          value={text}
          autoFocus={autoFocus}
          aria-invalid={!!error || !!complaint}
          onChange={(event) => type(event.target.value)}
          onBlur={check}
        />
        {unit && <span className="mut s12">{unit}</span>}
      </span>
      {complaint && !error && (
        <p className="red s12" role="alert">
          {complaint}
        </p>
      )}
    </>
  );
}
