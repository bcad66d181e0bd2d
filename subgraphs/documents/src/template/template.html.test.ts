import { describe, expect, it } from '@jest/globals';
import { parseVariables } from './template.declaration';
import { inspectTemplate } from './template.render';

const { variables } = parseVariables({ a: { type: 'string' }, flag: { type: 'bool' }, list: { type: 'list', of: { type: 'string' } } });
const refused = async (html: string) =>
  (await inspectTemplate({ engine: 'HTML', variables, bytes: Buffer.from(html) })).errors.map(({ code }) => code);

describe('an HTML template', () => {
  it.each([
    '<p>{{a}}</p>',
    '{{a}}',
    'a < b {{a}} > c',
    `<p title="x {{a}}" class='{{a}}'>`,
    '<a href="https://plat.example.com/?q={{a}}">',
    '<a href="mailto:{{a}}">{{a}}</a>',
    '<p {{#flag}}class="b"{{/flag}}>{{a}}</p>',
    '<title>{{a}}</title><textarea>{{a}}</textarea>',
    '<script>let x = 1 < 2</script><style>p { }</style><!-- > --><!doctype html><p>{{a}}',
    '<ul>{{#list}}<li>{{.}}</li>{{/list}}</ul>',
    '<br/>{{a}}<input disabled>{{a}}',
  ])('prints where escaping is enough: %s', async (html) => {
    expect(await refused(html)).toEqual([]);
  });

  it.each([
    '<script>{{a}}</script>',
    '<SCRIPT >let x = "</p>{{a}}"</SCRIPT>',
    '<style>{{a}}</style>',
    '<p onclick="{{a}}">',
    '<p style="{{a}}">',
    '<p class={{a}}>',
    '<p {{a}}>',
    '<{{a}}>',
    '</{{a}}>',
    '<a href="{{a}}">',
    '<a href="javascript:{{a}}">',
    '<a href="https://{{a}}/">',
    '<a href="https://x.example.com{{a}}">',
    '<svg><a xlink:href="{{a}}"></svg>',
    '<iframe srcdoc="{{a}}">',
    '<meta http-equiv="refresh" content="{{a}}">',
    '<!-- {{a}} -->',
    '<!doctype {{a}}>',
    '<a href="{{#flag}}https:{{/flag}}{{a}}">',
  ])('refuses to print elsewhere: %s', async (html) => {
    expect(await refused(html)).toEqual(['UNSAFE_TAG']);
  });
});
