import { useT } from '../app/i18n';
import { Person } from '../ui/bits';
import { modeWords } from './Flow';
import { Mark } from './marks';
import type { Preview } from './types';

/** Who would sign in which order, and what stands in the way. */
export function PreviewFlow({ preview }: { preview: Preview }) {
  const t = useT();
  return (
    <>
      <ol className="ap-flow" aria-label={t('ap.whoSigns')}>
        {preview.stages.map((stage, at) => (
          <li key={at} className={`ap-stage ${stage.applies ? 'waiting' : 'skipped'}`}>
            <div className="ap-stage-h">
              <Mark of={stage.applies ? 'waiting' : 'skipped'} size={16} />
              <b>{stage.title || t('ap.stageN', { n: at + 1 })}</b>
              <span className="sp" />
              {!stage.applies && <span className="mut s12">{t('ap.skipped')}</span>}
              {stage.applies && stage.hours !== null && <span className="mut s12">{t('ap.hours', { n: stage.hours })}</span>}
            </div>
            {stage.condition && <p className="mut s12 ap-cond">{t('ap.onlyIf', { condition: stage.condition })}</p>}
            {stage.applies &&
              stage.groups
                .filter((group) => group.applies)
                .map((group, inner) => {
                  const mode = modeWords(t, group.mode, group.quorum, group.people.length);
                  return (
                    <div key={inner} className="ap-group">
                      {(group.title || mode) && (
                        <div className="ap-group-h s12 mut">
                          {group.title && <span className="t2">{group.title}</span>}
                          {mode && <span>{mode}</span>}
                        </div>
                      )}
                      <div className="ap-people">
                        {group.people.map((one) => (
                          <span key={one.id} className="ap-one">
                            <Person name={one.name} />
                            {one.deputy && <span className="mut s12">{t('ap.deputyIs', { name: one.deputy.name })}</span>}
                          </span>
                        ))}
                        {group.to_choose && group.people.length === 0 && <span className="mut">{t('ap.toChoose')}</span>}
                      </div>
                    </div>
                  );
                })}
          </li>
        ))}
      </ol>
      {preview.problems.map((problem) => (
        <p key={problem} className="amb s12" role="alert">
          {problem}
        </p>
      ))}
    </>
  );
}
