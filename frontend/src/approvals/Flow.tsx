import { useT } from '../app/i18n';
import { Moment } from '../record/Moment';
import { comma, Person } from '../ui/bits';
import { isSigned, Mark } from './marks';
import type { Approval, Seat, StageView } from './types';

/** One person of a group: who decided, when, for whom, and in which words. */
function SeatLine({ seat }: { seat: Seat }) {
  const t = useT();
  const notes = [
    seat.on_behalf_of && t('ap.onBehalf', { name: seat.on_behalf_of.name }),
    seat.origin !== 'route' && seat.origin !== 'chosen' && seat.by && t(`ap.origin.${seat.origin}`, { name: seat.by.name }),
  ].filter(Boolean);
  return (
    <li className={`ap-seat ${seat.state}`}>
      <Mark of={seat.state} />
      <span className="ap-seat-w">
        <span className="ap-seat-n">
          <Person name={seat.person?.name ?? '—'} />
          {notes.length > 0 && <span className="mut s12">{notes.join(comma())}</span>}
        </span>
        {seat.comment && <span className="ap-said">{seat.comment}</span>}
      </span>
      <span className="ap-seat-s s12 mut">
        {seat.state_label}
        {isSigned(seat) && seat.at && <Moment at={seat.at} />}
      </span>
    </li>
  );
}

/** What is enough in a group of several. */
export function modeWords(t: ReturnType<typeof useT>, mode: string, quorum: number, of: number): string {
  if (of < 2 && mode !== 'quorum') return '';
  return mode === 'quorum' ? t('ap.mode.quorumOf', { quorum, n: of }) : t(`ap.mode.${mode}`);
}

function Stage({ stage, at }: { stage: StageView; at: number }) {
  const t = useT();
  const isSkipped = !stage.applies || stage.state === 'skipped';
  return (
    <li className={`ap-stage ${stage.state}`} aria-current={stage.state === 'now' ? 'step' : undefined}>
      <div className="ap-stage-h">
        <Mark of={isSkipped ? 'skipped' : stage.state} size={16} />
        <b>{stage.title || t('ap.stageN', { n: at + 1 })}</b>
        <span className="sp" />
        {isSkipped && <span className="mut s12">{t('ap.skipped')}</span>}
        {stage.state === 'now' && stage.due_at && (
          <span className={`s12 ${new Date(stage.due_at) < new Date() ? 'red' : 'mut'}`}>
            {t('ap.due')} <Moment at={stage.due_at} />
          </span>
        )}
      </div>
      {stage.condition && <p className="mut s12 ap-cond">{t('ap.onlyIf', { condition: stage.condition })}</p>}
      {!isSkipped &&
        stage.groups
          .filter((group) => group.seats.length > 0)
          .map((group, inner) => {
            const mode = modeWords(t, group.mode, group.needed, group.seats.length);
            return (
              <div key={inner} className="ap-group">
                {(group.title || mode) && (
                  <div className="ap-group-h s12 mut">
                    {group.title && <span className="t2">{group.title}</span>}
                    {mode && <span>{mode}</span>}
                    <span>{t('ap.signedOf', { done: group.done, n: group.needed })}</span>
                  </div>
                )}
                <ul className="ap-seats">
                  {group.seats.map((seat) => (
                    <SeatLine key={seat.id} seat={seat} />
                  ))}
                </ul>
              </div>
            );
          })}
    </li>
  );
}

/** An approval top to bottom: who asked, every stage with its people, how it ended. */
export function Flow({ approval }: { approval: Approval }) {
  const t = useT();
  return (
    <ol className="ap-flow" aria-label={t('ap.flow')}>
      <li className="ap-stage done">
        <div className="ap-stage-h">
          <Mark of="done" size={16} />
          <b>{t('ap.asked')}</b>
          <Person name={approval.requester?.name ?? '—'} />
          <span className="sp" />
          <Moment at={approval.started_at} />
        </div>
        {approval.note && <p className="ap-said ap-note">{approval.note}</p>}
      </li>
      {approval.stages.map((stage, at) => (
        <Stage key={at} stage={stage} at={at} />
      ))}
      {approval.finished_at && (
        <li className={`ap-stage end ${approval.state}`}>
          <div className="ap-stage-h">
            <Mark of={approval.state} size={16} />
            <b>{approval.state_label}</b>
            <span className="sp" />
            <Moment at={approval.finished_at} />
          </div>
        </li>
      )}
    </ol>
  );
}

/** Everything that was done, newest last; folded, since the flow says the same shorter. */
export function History({ approval }: { approval: Approval }) {
  const t = useT();
  if (!approval.history.length) return null;
  return (
    <details className="ap-history">
      <summary>{t('ap.history', { n: approval.history.length })}</summary>
      <ol>
        {approval.history.map((line, at) => (
          <li key={at}>
            <span className="prose">{line.text}</span> <Moment at={line.at} />
            {line.comment && <span className="ap-said">{line.comment}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}
