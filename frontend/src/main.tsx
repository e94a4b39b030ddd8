import './app/styles';

import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app/App';
import { SessionGate } from './app/session';
import { startPreferences, useScheme } from './app/preferences';
import { fetchForAddress, fetchTheRest } from './app/parts';
import { createQueryClient } from './app/queryClient';
import { startKeeping } from './offline/kept';
import { startWorker } from './offline/worker';
import { cssVariablesResolver, theme } from './app/theme';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
if (nonce) setNonce(nonce);
startPreferences();
const client = createQueryClient();

function Root() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      forceColorScheme={useScheme()}
      getStyleNonce={() => nonce}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={client}>
        <SessionGate>
          <App />
        </SessionGate>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function paint() {
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  );
}

/** A page that takes longer to come is not waited for: the frame is painted without it. */
const PATIENCE = 250;
const CALM = 2000;
const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
// The page of this address loads while the kept answers are read, so that the first picture is whole.
void Promise.all([startKeeping(client), Promise.race([fetchForAddress(location), late])]).finally(paint);
startWorker();
addEventListener('load', () => setTimeout(() => void fetchTheRest(), CALM));
