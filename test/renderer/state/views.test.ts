import { describe, expect, it } from 'vitest'
import { roles } from '#shared/model/staff'
import type { ConsoleEvent } from '../../../renderer/link/hub-link'
import { mayCall, railOf, type ViewName, viewOf, viewRoles } from '../../../renderer/state/views'

describe('[ST4] views and roles', () => {
  it('gives each role its own rail, in the order it begins', () => {
    expect(railOf('teacher')).toEqual(['class', 'now', 'timeline', 'breaches', 'flags', 'internet', 'scenes', 'timeouts'])
    expect(railOf('technician')).toEqual([
      'devices',
      'coverage',
      'inventory',
      'flags',
      'pupils',
      'deploy',
      'staff',
      'timeouts',
      'power',
      'self-tests',
      'settings',
      'gate',
    ])
    expect(railOf('officer')).toEqual([
      'breaches',
      'incidents',
      'pupil-reports',
      'coverage',
      'flags',
      'policies',
      'pupils',
      'agreements',
      'internet',
      'scenes',
      'routes',
      'self-tests',
      'reports',
      'gate',
      'records',
      'audit',
    ])
    expect(railOf('head')).toEqual([
      'class',
      'now',
      'timeline',
      'breaches',
      'incidents',
      'coverage',
      'inventory',
      'flags',
      'policies',
      'pupils',
      'agreements',
      'internet',
      'scenes',
      'routes',
      'staff',
      'timeouts',
      'self-tests',
      'reports',
      'oversight',
      'gate',
      'records',
      'audit',
    ])
  })

  const needs: Readonly<Record<Exclude<ViewName, 'account'>, ConsoleEvent>> = {
    class: 'room:watch',
    'self-tests': 'self-test:list',
    now: 'room:watch',
    policies: 'policy:read',
    pupils: 'pupil:list',
    internet: 'internet:list',
    scenes: 'scene:list',
    devices: 'device:revoke',
    coverage: 'coverage:read',
    inventory: 'inventory:list',
    timeline: 'usage:timeline',
    breaches: 'breach:list',
    incidents: 'incident:list',
    routes: 'route:read',
    agreements: 'agreement:read',
    'pupil-reports': 'pupil-report:list',
    flags: 'flag:list',
    deploy: 'enrolment:list',
    staff: 'staff:list',
    timeouts: 'timeout:read',
    power: 'power:unschedule',
    settings: 'setting:write',
    reports: 'report:list',
    oversight: 'oversight:read',
    gate: 'gate:signs',
    records: 'retention:preview',
    audit: 'audit:list',
  }
  it.each(Object.entries(needs))('shows %s to nobody the hub would refuse %s', (view, event) => {
    for (const role of roles) {
      if (viewRoles[viewOf(`#/${view}`) ?? 'account'].includes(role)) expect(mayCall(role, event)).toBe(true)
    }
  })

  it('knows no view by another address', () => {
    expect(viewOf('#/nowhere')).toBeNull()
    expect(viewOf('')).toBeNull()
  })
})
