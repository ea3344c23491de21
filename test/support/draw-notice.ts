import { drawNoticeCommand } from '../../agent/platform/notice-picture'

await drawNoticeCommand(process.stdin, process.stdout)
