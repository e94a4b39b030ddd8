import { Component, type ReactNode } from 'react';

import { t } from '../app/i18n';

/** A page that breaks keeps the shell and navigation alive. A chunk that is gone means a new version was installed. */
export class PageBoundary extends Component<{ children: ReactNode; at: string }, { problem: Error | null }> {
  override state: { problem: Error | null } = { problem: null };

  static getDerivedStateFromError(problem: Error) {
    return { problem };
  }

  override componentDidCatch(problem: Error): void {
    console.error(problem);
  }

  override componentDidUpdate(before: { at: string }): void {
    if (before.at !== this.props.at && this.state.problem) this.setState({ problem: null });
  }

  override render(): ReactNode {
    const { problem } = this.state;
    if (!problem) return this.props.children;
    const isOutdated = /dynamically imported module|module script|preload/i.test(problem.message);
    return (
      <div className="empty" role="alert">
        <p className="prose">{t(isOutdated ? 'error.newVersion' : 'error.page')}</p>
        <button type="button" className="bt" onClick={() => location.reload()}>
          {t('action.reload')}
        </button>
      </div>
    );
  }
}
