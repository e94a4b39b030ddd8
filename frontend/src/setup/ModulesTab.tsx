import { api } from '../api/client';
import { useT } from '../app/i18n';
import { urls, useSetupWrite } from './data';
import type { Settings } from './types';

/** One line a module; a switch is the change itself, its undo is offered. */
export function ModulesTab({ code, settings }: { code: string; settings: Settings }) {
  const t = useT();
  const { run, isBusy } = useSetupWrite();
  const mayChange = settings.can.includes('project.edit');
  const flip = (name: string) => {
    const off = settings.modules.filter((module) => (module.name === name ? module.on : !module.on)).map((module) => module.name);
    void run(() => api.put<Settings>(urls.modules(code), { off, version: settings.version }));
  };
  return (
    <section>
      <p className="prose su-note">{t('setup.modulesNote')}</p>
      {!mayChange && <p className="mut s12">{t('setup.readOnly')}</p>}
      {settings.modules.map(({ name, label, on }) => (
        <div key={name} className="su-line">
          <span className={`su-grow ${on ? '' : 'mut'}`}>{label}</span>
          <span className="mut s12" aria-hidden="true">
            {t(on ? 'setup.on' : 'setup.off')}
          </span>
          <input
            type="checkbox"
            role="switch"
            className="su-switch"
            checked={on}
            disabled={!mayChange || isBusy}
            onChange={() => flip(name)}
            aria-label={t('setup.switch', { name: label })}
          />
        </div>
      ))}
    </section>
  );
}
