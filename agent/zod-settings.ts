import { config } from 'zod'

/*
 * Loaded before any schema is made. zod otherwise compiles a program for each schema at its first use: 100 ms of a start that a lock waits for, and
 * memory, to be faster at thousands of messages a second. An agent reads a few a minute.
 */
config({ jitless: true })
