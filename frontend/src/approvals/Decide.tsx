import { Menu } from '@mantine/core';
import { Ellipsis } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';

import { sentenceOf } from '../api/client';
import { printKeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { Field } from '../ui/Field';
import { askFor, useQuestion } from './deciding';
import { useAct, type Deed } from './data';
import { PeoplePick } from './PeoplePick';
import type { Decidable, Someone, Verb } from './types';

const FIRST: Verb[] = ['approve', 'return'];
const OWN: Verb[] = ['resubmit', 'apply', 'remind', 'withdraw'];
const OTHER: Verb[] = ['reject', 'hand-over', 'add-signer'];
/** Nothing else is asked for these, one press is enough. */
const AT_ONCE: Verb[] = ['remind', 'apply'];
const NEEDS_PERSON: Verb[] = ['hand-over', 'add-signer'];

interface Props {
  one: Decidable;
  project: string;
  /** Key caps of the page, by verb. */
  keys?: Partial<Record<Verb, string>>;
  /** Only the buttons; what a decision asks is drawn elsewhere. */
  isBare?: boolean;
}

/** The verbs open to the reader: the two that are used most as buttons, the others in a menu. */
function Verbs({ one, keys = {}, isBusy, onAsk }: Omit<Props, 'project' | 'isBare'> & { isBusy: boolean; onAsk: (verb: Verb) => void }) {
  const t = useT();
  const may = (verb: Verb) => one.can.includes(verb);
  const shown = [...FIRST, ...OWN].filter(may);
  const buttons = shown.slice(0, 2);
  const rest = [...shown.slice(2), ...OTHER.filter(may)];
  return (
    <div className="ap-verbs">
      {buttons.map((verb, at) => (
        <button key={verb} type="button" className={`bt ${at === 0 ? 'ap-main' : ''}`} disabled={isBusy} onClick={() => onAsk(verb)}>
          {t(`ap.do.${verb}`)}
          {keys[verb] && <span className="key desk">{printKeys(keys[verb])}</span>}
        </button>
      ))}
      {rest.length > 0 && (
        <Menu position="bottom-end" width={200} withinPortal>
          <Menu.Target>
            <button type="button" className="ib" aria-label={t('ap.more')} title={t('ap.more')}>
              <Ellipsis size={16} strokeWidth={1.5} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((verb) => (
              <Menu.Item key={verb} onClick={() => onAsk(verb)}>
                {t(`ap.do.${verb}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

interface AskProps {
  one: Decidable;
  verb: Verb;
  project: string;
  confirmKey?: string;
  isBusy: boolean;
  onSend: (body: Deed) => Promise<unknown>;
}

/** What a verb needs: a comment, a person, how far back; then its own word once more. */
function Ask({ one, verb, project, confirmKey, isBusy, onSend }: AskProps) {
  const t = useT();
  const id = useId();
  const box = useRef<HTMLFormElement>(null);
  const [comment, setComment] = useState('');
  const [stage, setStage] = useState('');
  const [people, setPeople] = useState<Someone[]>([]);
  const [when, setWhen] = useState<'before' | 'after'>('before');
  const [problem, setProblem] = useState('');
  const needsPerson = NEEDS_PERSON.includes(verb);
  const isRequired = one.comment_required?.includes(verb) ?? false;
  const places = verb === 'return' ? (one.return_to ?? []) : [];
  useEffect(() => {
    // The second press of the key approves, so the cursor must not stand in a field.
    const first = verb === 'approve' ? 'button[type=submit]' : 'input, textarea';
    box.current?.querySelector<HTMLElement>(first)?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [verb]);
  const send = () => {
    if (isRequired && !comment.trim()) return setProblem(t('ap.commentNeeded'));
    if (needsPerson && !people.length) return setProblem(t('ap.personNeeded'));
    setProblem('');
    const body: Deed = verb === 'resubmit' ? { note: comment.trim() } : { comment: comment.trim() };
    if (verb === 'return') body.stage = stage === '' ? null : Number(stage);
    if (needsPerson) body.person = people[0].id;
    if (verb === 'add-signer') body.when = when;
    void onSend(body).catch((reason) => setProblem(sentenceOf(reason)));
  };
  return (
    <form
      ref={box}
      className="ap-ask form"
      noValidate
      aria-label={t(`ap.do.${verb}`)}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          event.preventDefault();
          askFor(null);
        }
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          send();
        }
      }}
    >
      {needsPerson && (
        <Field id={`${id}-who`} label={t(`ap.ask.${verb}`)}>
          <PeoplePick id={`${id}-who`} label={t(`ap.ask.${verb}`)} project={project} chosen={people} onChange={setPeople} />
        </Field>
      )}
      {verb === 'add-signer' && (
        <div className="seg" role="group" aria-label={t('ap.when')}>
          {(['before', 'after'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={when === one} onClick={() => setWhen(one)}>
              {t(`ap.when.${one}`)}
            </button>
          ))}
        </div>
      )}
      {places.length > 1 && (
        <Field id={`${id}-to`} label={t('ap.returnTo')}>
          <select id={`${id}-to`} className="field" value={stage} onChange={(event) => setStage(event.target.value)}>
            {places.map((place) => (
              <option key={String(place.stage)} value={place.stage === null ? '' : place.stage}>
                {place.title}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Field id={`${id}-text`} label={t(verb === 'resubmit' ? 'ap.note' : 'ap.comment')} optional={!isRequired} error={problem}>
        <textarea
          id={`${id}-text`}
          className="field area"
          rows={verb === 'approve' ? 1 : 2}
          value={comment}
          aria-invalid={problem !== ''}
          onChange={(event) => setComment(event.target.value)}
        />
      </Field>
      <div className="form-f">
        <button type="submit" className="bt p" disabled={isBusy}>
          {t(`ap.confirm.${verb}`)}
          <span className="key desk">{printKeys(confirmKey ?? 'mod+Enter')}</span>
        </button>
        <button type="button" className="bt q" onClick={() => askFor(null)}>
          {t('action.cancel')}
        </button>
        {verb === 'approve' && <span className="mut s12">{t('ap.noUndo')}</span>}
      </div>
    </form>
  );
}

/** Verbs of one approval, and below them what the chosen one asks. */
export function Decide({ one, project, keys, isBare }: Props) {
  const question = useQuestion();
  const { act, isBusy } = useAct();
  const [problem, setProblem] = useState('');
  const asked = question?.id === one.id && one.can.includes(question.verb) ? question.verb : null;
  const send = async (verb: Verb, body: Deed) => {
    await act(one, verb, body);
    askFor(null);
  };
  const ask = (verb: Verb) => {
    setProblem('');
    if (AT_ONCE.includes(verb)) send(verb, {}).catch((reason) => setProblem(sentenceOf(reason)));
    else askFor(asked === verb && verb !== 'approve' ? null : { id: one.id, verb });
  };
  if (!one.can.length) return null;
  return (
    <div className="ap-decide">
      {!asked || isBare ? <Verbs {...{ one, keys, isBusy }} onAsk={ask} /> : null}
      {problem && (
        <p className="red s12" role="alert">
          {problem}
        </p>
      )}
      {asked && !isBare && (
        <Ask key={asked} {...{ one, project, isBusy }} verb={asked} confirmKey={keys?.[asked]} onSend={(body) => send(asked, body)} />
      )}
    </div>
  );
}
