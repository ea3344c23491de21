/** A fault the product must survive, and the test with real parts that shows it does. */
export interface Fault {
  readonly fault: string
  /** What was held, said when the test passes. */
  readonly held: string
  readonly file: string
  /** Full title of the test, or the beginning of several. */
  readonly title: string
}

const attacks = 'test/integration/lock-attacks.test.ts'
const attack = (fault: string, title: string, held = 'the screen is dark again, the grabs are back, the break is told'): Fault => ({
  fault,
  held,
  file: attacks,
  title: `a locked PC whose pupil ${title}`,
})

/** A built agent whose disk, uptime, boot id and wall clock are the test's; X server, hub and TLS are real. */
const ownPc = (fault: string, title: string, held: string): Fault => ({
  fault,
  held,
  file: 'test/integration/agent-faults.test.ts',
  title: `a real agent on a PC of its own ${title}`,
})

/** In the order of the list that is printed; each part of the product adds its own. */
export const faults: readonly Fault[] = [
  {
    fault: 'agent kill -9 while locked, hub down',
    held: 'the next agent locks from its own disk',
    file: 'test/integration/supervised-lock.test.ts',
    title: 'a locked PC whose agent is killed [LE8]',
  },
  {
    fault: 'torn write of the lease file',
    held: 'the set before it, or none with a word in the log',
    file: 'test/agent/storage/sealed-file.test.ts',
    title: '[LE8]',
  },
  {
    fault: 'clock moved by two hours, running, stopped and across a restart of the PC',
    held: 'the lease ends when it was meant to',
    file: 'test/agent/leases/hub-clock.test.ts',
    title: '[LE13]',
  },
  {
    fault: 'clock moved by two hours, then the power cut',
    held: 'the lease ends when it was meant to',
    file: 'test/agent/leases/lease-keeper.test.ts',
    title: '[LE13] the wall clock set',
  },
  {
    fault: 'X server killed and started anew while locked',
    held: 'the new one is covered without an order',
    file: 'test/integration/platform-linux-overlay.test.ts',
    title: 'the cover is back after the display server died',
  },
  ownPc('network cut for longer than a lease', '[LE4] whose cable', 'the lock ends at its end, what was ordered meanwhile comes later'),
  ownPc(
    'clock of a real agent moved by two hours, both ways',
    '[LE13] whose wall clock',
    'the lock ends when it was meant to, and it is told',
  ),
  ownPc(
    'restart of the PC: new boot id, new X server',
    '[LE8] that is started anew',
    'locked from the disk before the hub, and no false flag',
  ),
  ownPc('sleep of the PC with its X server', 'that sleeps', 'still covered; a lease whose end it slept through ends on waking'),
  ownPc('disk full under a real agent', 'whose disk is full', 'the lock holds, a flag; once there is room it is on the disk again'),
  ownPc('lease file of a real agent torn', '[LE8] whose lease file', 'told in the log, locked again by the hub'),
  ownPc('outbox of a real agent torn', '[OB1] whose outbox', 'goes on telling'),
  ownPc('identity of a real agent unreadable', '[LE8] that cannot read', 'locked from the disk, says why, links once it is mended'),
  ownPc('two teachers against each other on a real PC', 'of which two teachers', 'both consoles and the screen agree'),
  ownPc('monitors plugged in, and the screen made another shape', 'whose monitors', 'all of the screen is covered'),
  {
    fault: 'a monitor turned by RandR, all four ways',
    held: 'all of it is covered in its new shape, with the words',
    file: 'test/integration/turned-monitor.test.ts',
    title: 'a monitor turned by RandR',
  },
  attack('XKillClient on the connection of the agent', 'kills the connection of'),
  attack('UnmapWindow on the cover', 'uses UnmapWindow'),
  attack('DestroyWindow on the cover', 'uses DestroyWindow'),
  attack('the cover moved aside', 'moves the cover aside'),
  attack('the cover made small', 'makes the cover small'),
  attack('the cover put into a window of its own', 'puts the cover into'),
  attack('a hole cut into the cover', 'cuts a hole into the cover'),
  attack('a window raised above the cover', 'raises a window above the cover', 'nothing of it is seen'),
  attack('the same where the X server has no Composite', 'raises a window where', 'it sinks below the cover, the break is told'),
  attack('a window raised 4,000 times on end', 'raises a window over', 'nothing of it is seen for long'),
  attack('a storm of 200 new windows', 'opens a storm', 'the screen is dark'),
  attack('a window and a picture on the composite overlay window', 'draws on the composite overlay window', 'nothing of it stays'),
  attack('the overlay window unmapped, destroyed, moved, cut or painted on', 'has the cover painted by nobody and'),
  attack('a picture painted over all windows', 'paints over all windows', 'it is painted over, the break is told'),
  attack('a program that plays the compositor', 'plays the compositor', 'the screen is dark'),
  attack('a compositor, and a window above it', 'has a compositor', 'covered, and all of the desktop is back when the lock is over'),
  attack('setxkbmap, its own grab, XTest clicks and raw key codes', 'changes the keyboard map', 'nothing reaches a program'),
  attack('XF86Ungrab and XF86ClearGrab, the keys that end grabs', 'has a key that', 'the grabs are back, the break is told'),
  attack(
    'XF86Ungrab and its own grab in one go',
    'ends the grabs and takes',
    'the screen stays dark, it is told, the keyboard is taken when he lets go',
  ),
  attack(
    'XKillClient and its own grab in one go',
    'kills the connection and takes',
    'the screen is dark again, it is told, the keyboard is taken when he lets go',
  ),
  attack('the screen made larger while locked', 'makes the screen larger', 'all of it is covered'),
  {
    fault: 'another program holds the keyboard when the lock comes, as an open menu does',
    held: 'the screen is covered at once, the keyboard is taken as soon as it is let go',
    file: 'test/integration/platform-linux-overlay.test.ts',
    title: 'the cover outwaits another program',
  },
  {
    fault: 'agent killed, then stopped, while the PC runs on',
    held: 'one flag each, with its time',
    file: 'test/integration/agent-tamper.test.ts',
    title: 'a real agent that is tampered with [OB4]',
  },
  {
    fault: 'hub stopped while a PC is locked, until the lock is over',
    held: 'the lock ends by itself at its end',
    file: 'test/integration/agent-restrictions.test.ts',
    title: '[LE4]',
  },
  {
    fault: 'hub restarted under agents with locks',
    held: 'each is back, with its lock and no older set',
    file: 'test/integration/hub-restart.test.ts',
    title: 'leases through gaps [LE3]',
  },
  {
    fault: 'hub kill -9 under 50 locked PCs (two of them real ones) that are telling facts',
    held: 'nobody freed, every PC back with the same lock, no fact lost and none twice',
    file: 'test/integration/hub-killed.test.ts',
    title: 'a hub that is killed [LE3, OB2]',
  },
  {
    fault: 'console kill -9 with its hub in a lesson',
    held: 'the PC stays locked, the next console shows lesson and lock and ends them',
    file: 'test/journeys/console-killed.test.ts',
    title: '[LS1, LE9] a console killed',
  },
  {
    fault: 'browser console kill -9 in a lesson',
    held: 'lesson and locks go on, the next browser shows them',
    file: 'test/journeys/lesson-on-desktops.test.ts',
    title: 'a lesson on two desktops [LS1, LE9] goes on when the browser',
  },
  {
    fault: 'hub restarted while a silent PC has something to hear',
    held: 'it hears it when it is back',
    file: 'test/integration/hub-restart.test.ts',
    title: 'leases through gaps [PW8, SE9]',
  },
  {
    fault: 'two teachers who order opposite things at once',
    held: 'exactly one is heard, the other is told whose lease it is',
    file: 'test/integration/hub-lessons.test.ts',
    title: 'lessons [LE10] of two teachers',
  },
  {
    fault: '1,000 facts queued without a hub, the agent killed 20 times',
    held: 'none lost, none twice, in order',
    file: 'test/integration/durable-facts.test.ts',
    title: 'durable facts [OB1, OB2]',
  },
  {
    fault: 'torn write of the outbox',
    held: 'every fact before it',
    file: 'test/agent/link/outbox/outbox.test.ts',
    title: '[OB1] a write that a crash cut short',
  },
  {
    fault: 'a disk that refuses the outbox',
    held: 'a flag, and the facts in memory until the disk takes them',
    file: 'test/agent/link/outbox/outbox.test.ts',
    title: 'a disk that refuses',
  },
  {
    fault: 'a disk that refuses the leases',
    held: 'the set in memory, with a word in the log',
    file: 'test/agent/storage/sealed-file.test.ts',
    title: 'a disk that refuses',
  },
]
