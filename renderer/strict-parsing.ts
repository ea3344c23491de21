import { z } from 'zod'

/** zod would compile its parsers with `new Function`; the page's Content-Security-Policy allows no such thing, so it shall not try. */
z.config({ jitless: true })
