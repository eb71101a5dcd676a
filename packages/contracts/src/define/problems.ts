import { z } from 'zod';
import { problem } from './problem.ts';
import { roleNames, roles } from './roles.ts';
import { text } from './shapes.ts';

/** How many things that are wrong in a request are told at once. */
export const issuesMax = 50;
export const invalidRequest = problem({
  code: 'invalid_request',
  status: 400,
  title: { zh: '请求内容有误', en: 'The request is not valid' },
  detail: { zh: '请更正以下内容:{names}', en: 'Please correct: {names}' },
  details: z.object({
    fields: z.array(z.string()).max(issuesMax),
    names: z.array(text).max(issuesMax),
    issues: z.array(z.object({ path: z.string(), message: text })).max(issuesMax),
  }),
});
export const malformedBody = problem({
  code: 'malformed_body',
  status: 400,
  title: { zh: '请求正文无法解析', en: 'The body cannot be read' },
  detail: { zh: '正文必须是 UTF-8 编码的有效 JSON', en: 'The body must be valid JSON in UTF-8' },
});
export const unreadableText = problem({
  code: 'unreadable_text',
  status: 400,
  title: { zh: '文件编码无法识别', en: 'The text cannot be read' },
  detail: {
    zh: '请将文件另存为 UTF-8 或 GB18030 编码的 CSV;Content-Type 的 charset 可为:{encodings}',
    en: 'Save the file as CSV in UTF-8 or GB18030; the charset of its Content-Type may be {encodings}',
  },
  details: z.object({ encodings: z.array(z.string()).max(50) }),
});
export const unauthenticated = problem({
  code: 'unauthenticated',
  status: 401,
  title: { zh: '请先登录', en: 'Please sign in' },
  detail: { zh: '没有有效的登录凭证,请重新登录', en: 'This request has no valid sign-in; please sign in again' },
});
export const forbidden = problem({
  code: 'forbidden',
  status: 403,
  title: { zh: '没有权限', en: 'Not allowed' },
  detail: { zh: '此操作需要以下角色之一:{roles}', en: 'This needs one of the roles: {roles}' },
  called: { roles: roleNames },
  details: z.object({ operation: z.string(), roles: z.array(z.string()).max(roles.length) }),
});
/** Until then nothing else can be done, as somebody else knows the password too (P-02). */
export const passwordChangeRequired = problem({
  code: 'password_change_required',
  status: 403,
  title: { zh: '请先修改密码', en: 'Change your password first' },
  detail: {
    zh: '当前密码由他人设置;请先修改密码,再续期登录',
    en: 'Somebody else set this password. Change it, then refresh the sign-in',
  },
});
export const routeNotFound = problem({
  code: 'route_not_found',
  status: 404,
  title: { zh: '没有这个地址', en: 'No such address' },
  detail: { zh: '请查看 /api/docs 中的接口列表', en: 'See /api/docs for what there is' },
});
export const methodNotAllowed = problem({
  code: 'method_not_allowed',
  status: 405,
  title: { zh: '不支持该请求方法', en: 'Method not allowed' },
  detail: { zh: '此地址支持:{allowed}', en: 'Allowed methods: {allowed}' },
  details: z.object({ allowed: z.array(z.string()).max(10) }),
});
export const unsupportedMediaType = problem({
  code: 'unsupported_media_type',
  status: 415,
  title: { zh: '不支持的内容类型', en: 'Unsupported content type' },
  detail: { zh: '请使用 {accepted}', en: 'Send the body as {accepted}' },
  details: z.object({ accepted: z.array(z.string()).max(10) }),
});
export const bodyTooLarge = problem({
  code: 'body_too_large',
  status: 413,
  title: { zh: '请求正文过大', en: 'The body is too large' },
  detail: { zh: '最大 {limitBytes} 字节', en: 'The limit is {limitBytes} bytes' },
  details: z.object({ limitBytes: z.int() }),
});
export const versionMismatch = problem({
  code: 'version_mismatch',
  status: 412,
  title: { zh: '内容已被他人修改', en: 'It was changed in the meantime' },
  detail: {
    zh: '您看到的是第 {expected} 版,现在是第 {actual} 版;请刷新后再试。此后的修改:{changes}',
    en: 'You saw version {expected}; it is now {actual}. Reload and try again. Changed since: {changes}',
  },
  told: { changes: { zh: '{at} {actorName} {what}', en: '{at} {actorName}: {what}' } },
  details: z.object({
    expected: z.int(),
    actual: z.int(),
    /** From the audit trail, the newest first; at most 10. */
    changes: z
      .array(
        z.object({
          version: z.int(),
          at: z.iso.datetime(),
          actorName: text,
          /** Operation, reaction or deadline. */
          action: z.string(),
          /** What that is, in words. */
          what: text,
        }),
      )
      .max(10),
  }),
});
/** The caller names a version that nobody can have seen (R6). */
export const versionNotReached = problem({
  code: 'version_not_reached',
  status: 412,
  title: { zh: '没有您所说的版本', en: 'There is no such version' },
  detail: {
    zh: '现在是第 {actual} 版,还没有您给出的第 {expected} 版;请重新查看,并使用其 ETag',
    en: 'It is at version {actual} and never had version {expected}. Look at it again and send its ETag',
  },
  details: z.object({ expected: z.int(), actual: z.int() }),
});
/** The command decides on what the caller saw, and the caller didn't say what that was (R6). */
export const preconditionRequired = problem({
  code: 'precondition_required',
  status: 428,
  title: { zh: '请说明所依据的版本', en: 'Say which version you looked at' },
  detail: {
    zh: '请先查看当前内容,并在 If-Match 中填写它的 ETag',
    en: 'Look at it as it is now and send its ETag in If-Match',
  },
});
export const writeConflict = problem({
  code: 'write_conflict',
  status: 409,
  title: { zh: '同时有人在修改', en: 'It is being changed right now' },
  detail: { zh: '请稍后再试', en: 'Please try again' },
});
export const idempotencyKeyReused = problem({
  code: 'idempotency_key_reused',
  status: 422,
  title: { zh: '重复使用了幂等键', en: 'Idempotency key used for another request' },
  detail: {
    zh: '该 Idempotency-Key 已用于内容不同的请求,请换一个新键',
    en: 'This Idempotency-Key was used for a different request; use a new one',
  },
});
export const invalidHeader = problem({
  code: 'invalid_header',
  status: 400,
  title: { zh: '请求头有误', en: 'A header is not valid' },
  detail: { zh: '请更正请求头 {header}', en: 'Please correct the header {header}' },
  details: z.object({ header: z.string() }),
});
export const invalidCursor = problem({
  code: 'invalid_cursor',
  status: 400,
  title: { zh: '翻页位置无效', en: 'The cursor is not valid' },
  detail: { zh: '请使用上一页返回的 nextCursor', en: 'Use the nextCursor of the previous page of the same list' },
});
export const tooManyRequests = problem({
  code: 'too_many_requests',
  status: 429,
  title: { zh: '请求过于频繁', en: 'Too many requests' },
  detail: { zh: '请在 {retryAfterS} 秒后再试', en: 'Try again in {retryAfterS} s' },
  details: z.object({ retryAfterS: z.int() }),
});
export const serviceUnavailable = problem({
  code: 'service_unavailable',
  status: 503,
  title: { zh: '服务暂时不可用', en: 'The service is not available right now' },
  detail: { zh: '{service} 服务暂时没有响应,请稍后再试', en: '{service} is not answering; try again shortly' },
  details: z.object({ service: z.string() }),
});
export const deadlineExceeded = problem({
  code: 'deadline_exceeded',
  status: 504,
  title: { zh: '处理超时', en: 'The request timed out' },
  detail: {
    zh: '结果未知;请使用同一个 Idempotency-Key 重试',
    en: 'The outcome is unknown; try again with the same Idempotency-Key',
  },
});
export const internalError = problem({
  code: 'internal_error',
  status: 500,
  title: { zh: '系统内部错误', en: 'Internal error' },
  detail: {
    zh: '错误已记录,编号 {correlationId}',
    en: 'Something went wrong on our side; it is logged as {correlationId}',
  },
  details: z.object({ correlationId: z.string() }),
});
/** A step that the aggregate's state table refuses, with the reason as a sentence (T-05). */
export const stepRefused = problem({
  code: 'step_refused',
  status: 409,
  title: { zh: '当前状态不允许此操作', en: 'This step is not possible now' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ step: z.string(), state: z.string(), why: text, allowed: z.array(z.string()).max(100) }),
});
/** Who prepares never approves the same thing (P-04). */
export const dutiesNotSegregated = problem({
  code: 'duties_not_segregated',
  status: 403,
  title: { zh: '违反职责分离', en: 'One person cannot hold both duties' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: text }),
});

/** Problems that any operation may answer without listing them. */
export const anyOperation = [
  invalidRequest,
  malformedBody,
  unreadableText,
  unauthenticated,
  forbidden,
  passwordChangeRequired,
  routeNotFound,
  methodNotAllowed,
  unsupportedMediaType,
  bodyTooLarge,
  versionMismatch,
  versionNotReached,
  preconditionRequired,
  writeConflict,
  idempotencyKeyReused,
  invalidHeader,
  tooManyRequests,
  serviceUnavailable,
  deadlineExceeded,
  internalError,
] as const;
