import { X } from 'lucide-react';
import { useRef } from 'react';
import { flushSync } from 'react-dom';

import { useT } from '../app/i18n';
import type { Tone } from '../schema/types';
import { ToneMark } from '../schema/widgets/ToneMark';
import { optionsFrom } from './fieldDraft';
import { Sortable } from './Sortable';
import type { OptionDef } from './types';

const TONES: (Tone | '')[] = ['', 'green', 'amber', 'red', 'accent', 'grey'];

/** The tone of a choice or a state: a colour that always comes with its shape. */
export function ToneSelect({ value, label, disabled, onChange }: { value: Tone | null; label: string; disabled?: boolean; onChange: (tone: Tone | null) => void }) {
  const t = useT();
  return (
    <span className="cf-tone">
      <span className="cf-tonemark">
        <ToneMark tone={value} />
      </span>
      <select className="field" aria-label={label} value={value ?? ''} disabled={disabled} onChange={(event) => onChange((event.target.value || null) as Tone | null)}>
        {TONES.map((tone) => (
          <option key={tone} value={tone}>
            {t(`cfg.tone.${tone || 'none'}`)}
          </option>
        ))}
      </select>
    </span>
  );
}

/** The choices of a field: named in both languages, with a tone, in order; one that records hold is retired, not removed. */
export function OptionsEditor({ options, onChange, error }: { options: OptionDef[]; onChange: (options: OptionDef[]) => void; error: string | null }) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const put = (at: number, change: Partial<OptionDef>) => onChange(options.map((option, index) => (index === at ? { ...option, ...change } : option)));
  const add = (more: OptionDef[] = [{ value: '', label_zh: '', label_en: '', tone: null, retired: false }]) => {
    // At once, so that the very next key is written into it.
    flushSync(() => onChange([...options, ...more]));
    [...(box.current?.querySelectorAll<HTMLElement>('.cf-oz') ?? [])].at(-1)?.focus();
  };
  const nameOf = (option: OptionDef) => option.label_zh || option.label_en || t('cfg.option.unnamed');
  return (
    <div className="fld" ref={box} role="group" aria-label={t('cfg.options')}>
      <span className="cf-label">{t('cfg.options')}</span>
      <Sortable items={options} label={t('cfg.options')} keyOf={(option, at) => option.value || `new${at}`} nameOf={nameOf} onOrder={onChange}>
        {(option, at) => (
          <div className={`cf-option ${option.retired ? 'retired' : ''}`}>
            <input
              className="field cf-oz"
              value={option.label_zh}
              aria-label={t('cfg.option.zh', { n: at + 1 })}
              placeholder={t('cfg.inChinese')}
              onChange={(event) => put(at, { label_zh: event.target.value })}
              onPaste={(event) => {
                const lines = optionsFrom(event.clipboardData.getData('text'));
                if (lines.length < 2) return;
                event.preventDefault();
                onChange([...options.slice(0, at), ...(option.label_zh ? [option] : []), ...lines, ...options.slice(at + 1)]);
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
                event.preventDefault();
                add();
              }}
            />
            <input
              className="field"
              value={option.label_en}
              aria-label={t('cfg.option.en', { n: at + 1 })}
              placeholder={t('cfg.inEnglish')}
              onChange={(event) => put(at, { label_en: event.target.value })}
            />
            <ToneSelect value={option.tone} label={t('cfg.option.tone', { name: nameOf(option) })} onChange={(tone) => put(at, { tone })} />
            {option.value ? (
              <button type="button" className="bt q" aria-pressed={option.retired} onClick={() => put(at, { retired: !option.retired })}>
                {t(option.retired ? 'cfg.revive' : 'cfg.retire')}
              </button>
            ) : null}
            <button
              type="button"
              className="ib"
              aria-label={t('cfg.takeOut', { name: nameOf(option) })}
              onClick={() => onChange(options.filter((_, index) => index !== at))}
            >
              <X size={14} strokeWidth={1.5} />
            </button>
          </div>
        )}
      </Sortable>
      <div>
        <button type="button" className="bt" onClick={() => add()}>
          + {t('cfg.option.add')}
        </button>
      </div>
      {error ? <p className="red s12" role="alert">{error}</p> : <p className="mut s12">{t('cfg.option.hint')}</p>}
    </div>
  );
}
