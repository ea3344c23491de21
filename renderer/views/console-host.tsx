import { useEffect, useState } from 'react'
import type { ConsoleBridge } from '#shared/bridge'
import { buildConsole, type Console, ConsoleContext } from '../console'
import { sessionOf } from '../link/link-state'
import { useStore } from '../state/use-store'
import { ConnectingPage, RefusedPage } from './connecting-page'
import { FirstRunPage } from './sign-in/first-run-page'
import { SecondFactorPage } from './sign-in/second-factor-page'
import { SignInPage } from './sign-in/sign-in-page'
import { Frame } from './frame/frame'

interface ConsoleHostProps {
  readonly hubOrigin: string
  readonly firstRunCode: string | null
  readonly bridge: ConsoleBridge | null
}

const Pages = ({ console, firstRunCode, bridge }: Omit<ConsoleHostProps, 'hubOrigin'> & { readonly console: Console }) => {
  const state = useStore(console.link.state)
  switch (state.kind) {
    case 'connecting':
      return <ConnectingPage failedAttempts={state.failedAttempts} />
    case 'refused':
      return <RefusedPage code={state.code} detail={state.detail} />
    case 'signed-out':
      return state.hub.firstRun ? (
        <FirstRunPage key={firstRunCode} knownCode={firstRunCode} />
      ) : (
        <SignInPage key={state.why} state={state} />
      )
    case 'signed-in':
    case 'link-lost': {
      const session = sessionOf(state)
      if (session?.secondFactorMissing === true) return <SecondFactorPage session={session} hubName={state.hub.hubName} />
      // Another person must not find the former one's half-typed words.
      return session === null ? null : <Frame key={session.staff.staffId} session={session} bridge={bridge} />
    }
  }
}

/** A newer console is asked for when somebody signs in, and when this one is too old for its hub to speak with. */
const useUpdateCheck = (console: Console, bridge: ConsoleBridge | null): void => {
  const { kind } = useStore(console.link.state)
  useEffect(() => {
    if (kind === 'signed-in' || kind === 'refused') void bridge?.ask('update:check', {})
  }, [bridge, kind])
}

/** Connects one hub's console when it comes onto the page and ends it when it leaves. Another hub is another host: give it a key. */
export const ConsoleHost = ({ hubOrigin, firstRunCode, bridge }: ConsoleHostProps) => {
  const [console] = useState(() => buildConsole({ hubOrigin }))
  useEffect(() => {
    console.link.start()
    return () => {
      console.link.stop()
    }
  }, [console])
  useUpdateCheck(console, bridge)
  return (
    <ConsoleContext value={console}>
      <Pages console={console} firstRunCode={firstRunCode} bridge={bridge} />
    </ConsoleContext>
  )
}
