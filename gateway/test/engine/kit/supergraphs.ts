import { supergraph, type TestSupergraph } from './supergraph';

/** The same small shop in four subgraphs: chains of fetches, a field that requires others of another subgraph, mutations. */
const shop = supergraph('shop', {
  users: `type Query { me: User users(first: Int = 3): [User] }
    type Mutation { rename(name: String!): User }
    type User @key(fields: "id") { id: ID! name: String username: String! birthday: Int role: Role }
    enum Role { READER WRITER }`,
  products: `type Query { topProducts(first: Int = 3): [Product!] product: Product }
    type Mutation { restock(upcs: [ID!]!): [Product] }
    type Product @key(fields: "upc") { upc: String! name(language: String): String price(currency: Currency = EUR): Int weight: Int maker: User }
    type User @key(fields: "id", resolvable: false) { id: ID! }
    enum Currency { EUR USD }`,
  inventory: `type Product @key(fields: "upc") { upc: String! weight: Int @external price(currency: Currency = EUR): Int @external
      inStock: Boolean shippingEstimate(fast: Boolean): Int @requires(fields: "price weight") }
    enum Currency { EUR USD }`,
  reviews: `type Mutation { review(input: ReviewInput!): Review }
    input ReviewInput { body: String! stars: Int = 3 tags: [String!] nested: ReviewInput }
    type Review @key(fields: "id") { id: ID! body: String! author: User product: Product! stars: Int }
    type User @key(fields: "id") { id: ID! reviews(first: Int): [Review!] }
    type Product @key(fields: "upc") { upc: String! reviews(first: Int): [Review] }`,
});

const interfaces = supergraph('interfaces and unions', {
  a: `type Query { node: Node nodes: [Node!]! any: [Any] one: Any! named: [Named] }
    interface Node { id: ID! tag: String }
    interface Named implements Node { id: ID! tag: String name: String }
    union Any = Book | Film | Shelf
    type Book implements Node & Named @key(fields: "id") { id: ID! tag: String name: String related: [Any!] author: Person }
    type Film implements Node & Named @key(fields: "id") { id: ID! tag: String name: String related: [Any] author: Person }
    type Shelf implements Node @key(fields: "id") { id: ID! tag: String first: Node place: Place }
    type Place { row: Int! near: Place holds: Any }
    type Person @key(fields: "id") { id: ID! }`,
  b: `type Book @key(fields: "id") { id: ID! pages: Int! title(language: String): String }
    type Film @key(fields: "id") { id: ID! minutes: Int title(language: String): String }
    type Person @key(fields: "id") { id: ID! name: String born: Int liked: [Liked!] }
    union Liked = Book | Film`,
  c: `type Query { liked: Shelf }
    type Shelf @key(fields: "id") { id: ID! capacity: Int! label: String }
    type Person @key(fields: "id") { id: ID! nick: String! }`,
});

const interfaceObjects = supergraph('interface objects', {
  a: `type Query { media: Media medias: [Media] book: Book }
    interface Media @key(fields: "id") { id: ID! title: String }
    type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
    type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }`,
  b: `type Query { best: Media shown: [Media!] }
    type Media @key(fields: "id") @interfaceObject { id: ID! stars(scale: Int): Int reviews: [Review!] sequel: Media }
    type Review @key(fields: "id") { id: ID! text: String of: Media! }`,
  c: `type Media @key(fields: "id") @interfaceObject { id: ID! price: Int label: String }
    type Review @key(fields: "id") { id: ID! likes: Int! }`,
});

const keys = supergraph('keys of several fields', {
  a: `type Query { item: Item items: [Item] order: Order }
    type Item @key(fields: "sku country") @key(fields: "id") { id: ID! sku: String! country: String! name: String }
    type Order @key(fields: "number shop { id }") { number: Int! shop: Shop! note: String }
    type Shop @key(fields: "id") { id: ID! }`,
  b: `type Item @key(fields: "sku country") { sku: String! country: String! stock: Int similar: [Item!] orders: [Order] }
    type Order @key(fields: "number shop { id }") { number: Int! shop: Shop! total: Float! lines: [Item] }
    type Shop @key(fields: "id") { id: ID! title: String! }`,
  c: `type Item @key(fields: "id") { id: ID! rank: Int } type Query { ranked: [Item!] }`,
  d: `type Item @key(fields: "id") @key(fields: "sku country") { id: ID! sku: String! country: String! twin: Item weight: Int }
    type Shop @key(fields: "id") { id: ID! city(short: Boolean = false): String open: [Order] }
    type Order @key(fields: "number shop { id }", resolvable: false) { number: Int! shop: Shop! }`,
});

const nestedRequires = supergraph('nested requires', {
  a: `type Query { parcel: Parcel parcels: [Parcel] }
    type Parcel @key(fields: "id") { id: ID! size: Size owner: Person pieces: [Piece!] }
    type Size { width: Int height: Int unit: Unit } type Unit { name: String }
    type Piece { weight: Int kind: Kind } enum Kind { A B }
    type Person @key(fields: "id") { id: ID! }`,
  b: `type Person @key(fields: "id") { id: ID! name: String city: City } type City { name: String zip: Int }`,
  c: `type Parcel @key(fields: "id") { id: ID!
      size: Size @external pieces: [Piece!] @external owner: Person @external
      volume: Int @requires(fields: "size { width height unit { name } }")
      label: String @requires(fields: "owner { name city { zip } } pieces { weight kind }") }
    type Size @external { width: Int height: Int unit: Unit } type Unit @external { name: String }
    type Piece @external { weight: Int kind: Kind } enum Kind { A B }
    type Person @key(fields: "id") { id: ID! name: String @external city: City @external } type City { zip: Int @external }`,
  d: `type Parcel @key(fields: "id") { id: ID! volume: Int @external label: String @external
      price: Float @requires(fields: "volume label") slip: String! @requires(fields: "label") }`,
});

const overrides = supergraph(
  'overrides, provides and shared roots',
  {
    a: `type Query { now: Stamp! @shareable account: Account @shareable both: [Account] @shareable }
      type Stamp @shareable { seconds: Int! zone: String }
      type Account @key(fields: "id") { id: ID! owner: String balance: Int email: String @shareable }`,
    b: `type Query { now: Stamp! @shareable account: Account @shareable posts: [Post!]! }
      type Stamp @shareable { seconds: Int! zone: String }
      type Account @key(fields: "id") { id: ID! owner: String @override(from: "a") email: String @shareable posts: [Post] }
      type Post @key(fields: "id") { id: ID! text: String account: Account by: Writer @provides(fields: "name") on: Day }
      type Writer @key(fields: "id") { id: ID! name: String @external }
      type Day @shareable { number: Int month: String }`,
    c: `type Query { both: [Account] @shareable writer: Writer }
      type Account @key(fields: "id") { id: ID! limit: Float }
      type Writer @key(fields: "id") { id: ID! name: String @shareable posts: [Post!] best: Day }
      type Post @key(fields: "id") { id: ID! likes: Int! }
      type Day @shareable { number: Int month: String }`,
  },
  { a: ['Account.owner'] },
);

const hidden = supergraph('hidden parts', {
  a: `type Query { things: [Thing!] one: Some secret: Thing @inaccessible }
    interface Some { id: ID! }
    type Thing implements Some @key(fields: "id") @key(fields: "code") { id: ID! code: String! @inaccessible color: Color hidden: Int @inaccessible }
    type Ghost implements Some @inaccessible { id: ID! }
    enum Color { RED GREEN INVISIBLE @inaccessible }`,
  b: `type Thing @key(fields: "code") { code: String! @inaccessible size(unit: String, inner: Int @inaccessible): Int parts: [Thing] hidden: Int @external
      shown: Int @requires(fields: "hidden") }`,
});

const nulls = supergraph('null propagation', {
  a: `type Query { tree: Tree trees: [Tree!] grove: [[Tree!]] must: Tree! }
    type Tree @key(fields: "id") { id: ID! left: Tree right: Tree! leaves: [Leaf!]! lists: [[Leaf!]!] }
    type Leaf @key(fields: "id") { id: ID! }`,
  b: `type Tree @key(fields: "id") { id: ID! height: Int! rings: [Int!]! names: [String]! }
    type Leaf @key(fields: "id") { id: ID! color: String! veins: [Vein!]! } type Vein { length: Float! parent: Vein }`,
  c: `type Leaf @key(fields: "id") { id: ID! tree: Tree! edible: Boolean! } type Tree @key(fields: "id") { id: ID! owner: Owner! }
    type Owner @key(fields: "id") { id: ID! name: String! } type Query { owner: Owner! leaf: Leaf }`,
  d: `type Owner @key(fields: "id") { id: ID! age: Int! trees: [Tree] } type Tree @key(fields: "id", resolvable: false) { id: ID! }`,
});

const values = supergraph('value types and scalars', {
  a: `scalar Any scalar Date
    type Query { page(where: Filter, order: [Order!]): Page! raw(value: Any): Any dates: [Date!] flag: Boolean! }
    input Filter { and: [Filter!] name: String date: Date order: Order = UP limit: Int! = 5 }
    enum Order { UP DOWN }
    type Page { rows: [Row!]! next: Page info: Info! } type Info @shareable { total: Int more: Boolean any: Any }
    type Row @key(fields: "id") { id: ID! any: Any dates: [Date] ratio: Float order: Order info: Info }`,
  b: `scalar Any scalar Date
    type Row @key(fields: "id") { id: ID! extra(value: Any, at: Date): Any children(first: Int! = 2): [Row!] details: Info }
    type Info @shareable { total: Int more: Boolean any: Any }
    type Query { row(id: ID!): Row }`,
});

const mutations = supergraph('mutations in series', {
  a: `type Query { a: Doc } type Mutation { makeA(n: Int): Doc againA(n: Int!): Doc! } type Doc @key(fields: "id") { id: ID! a: Int }`,
  b: `type Query { b: Doc } type Mutation { makeB(n: Int): Doc dropB: Boolean } type Doc @key(fields: "id") { id: ID! b: String more: [Doc!] }`,
  c: `type Mutation { makeC(n: Int): Doc } type Doc @key(fields: "id") { id: ID! c: Float! }`,
});

const chains = supergraph('chains of keys', {
  a: `type Query { start: Stop stops: [Stop] } type Stop @key(fields: "one") { one: ID! a: Int next: Stop }`,
  b: `type Stop @key(fields: "one") @key(fields: "two") { one: ID! two: ID! b: Int }`,
  c: `type Stop @key(fields: "two") @key(fields: "three") { two: ID! three: ID! c: Int near: [Stop!] }`,
  d: `type Stop @key(fields: "three") { three: ID! d: String c: Int @external e: Int @requires(fields: "c") line: Line }
    type Line @key(fields: "name") { name: String! } `,
  e: `type Line @key(fields: "name") { name: String! color: String stops: [Stop] } type Stop @key(fields: "one") { one: ID! f: Int }`,
});

const abstractKeys = supergraph('abstract types with keys', {
  a: `type Query { pets: [Pet] pet: Pet! owner: Owner }
    interface Pet @key(fields: "id") { id: ID! name: String owner: Owner }
    type Dog implements Pet @key(fields: "id") { id: ID! name: String owner: Owner barks: Boolean! }
    type Cat implements Pet @key(fields: "id") { id: ID! name: String owner: Owner lives: Int }
    type Owner @key(fields: "id") { id: ID! favourite: Pet pets: [Pet!] beings: [Being] }
    union Being = Dog | Cat | Owner`,
  b: `type Dog @key(fields: "id") { id: ID! age: Int friends: [Creature] }
    type Cat @key(fields: "id") { id: ID! age: Int friends: [Creature] }
    type Owner @key(fields: "id") { id: ID! age: Int! name: String }
    union Creature = Dog | Cat | Owner`,
  c: `type Pet @interfaceObject @key(fields: "id") { id: ID! chip: Chip age2: Int! } type Chip { number: String! pet: Pet }`,
});

const requiredArguments = supergraph('requirements with arguments', {
  a: `type Query { things: [Thing!] thing: Thing } type Thing @key(fields: "id") {
      id: ID! price(currency: String = "CHF"): Int tags(first: Int = 3): [String!] owner(kind: String): Owner near: Thing twins: [Thing] }
    type Owner { name(short: Boolean): String age: Int }`,
  b: `type Thing @key(fields: "id") { id: ID!
      price(currency: String = "CHF"): Int @external tags(first: Int = 3): [String!] @external owner(kind: String): Owner @external
      tax(round: Int): Int @requires(fields: "price(currency: \\"EUR\\")") duty: Int @requires(fields: "price(currency: \\"USD\\") tags(first: 1)")
      label: String! @requires(fields: "tags(first: 2)") plain: Int @requires(fields: "price")
      sign: String @requires(fields: "owner(kind: \\"legal\\") { name(short: true) age }")
      seal: String @requires(fields: "owner(kind: \\"real\\") { name(short: false) }") free: Boolean! }
    type Owner { name(short: Boolean): String @external age: Int @external }`,
  c: `type Thing @key(fields: "id") { id: ID! price(currency: String = "CHF"): Int @external duty: Int @external
      fee: Int @requires(fields: "price(currency: \\"EUR\\")") total: Float @requires(fields: "duty price(currency: \\"GBP\\")") }`,
});

export const SUPERGRAPHS: readonly TestSupergraph[] = [
  shop,
  interfaces,
  interfaceObjects,
  keys,
  nestedRequires,
  overrides,
  hidden,
  nulls,
  values,
  mutations,
  chains,
  abstractKeys,
  requiredArguments,
];
