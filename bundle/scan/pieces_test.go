package scan

import "strings"

// The tables from which snippets_test.go makes programs, one piece a line. ↵ stands for
// a line feed, ´ for a backquote, ∅ for nothing. In a piece a single E, P, M or S is
// replaced by a piece of expressionPieces, patternPieces, memberPieces or statementPieces.

func lines(text string) []string {
	text = strings.NewReplacer("↵", "\n", "´", "`", "∅", "").Replace(strings.Trim(strings.ReplaceAll(text, "\n", "\x00"), "\x00"))
	return strings.Split(text, "\x00")
}

// expressionPieces are expressions.
var expressionPieces = lines(`
a
b
c
1
"s"
null
this
a.b
a[b]
a()
a?.b
a?.()
a?.[b]
(a)
(a,b)
((a))
[a]
[a,b]
[a,...b]
[...a,b]
[a=1]
[,a]
[(a)]
[a.b]
[[a]]
{a}
({a})
({a:b})
({a=1})
({a:b=1})
({...a})
({a(){}})
({get a(){return 1}})
({set a(b){}})
({async a(){}})
({*a(){}})
({async *a(){}})
({[a]:b})
({__proto__:a})
({__proto__:a,__proto__:b})
({"__proto__":a,__proto__:b})
a=b
a+=b
a&&=b
a??=b
a
∅
b
a&&b
a??b
a+b
a*b
a**b
-a
!a
typeof a
void a
delete a
delete a.b
delete (a)
++a
a++
--a.b
a?b:c
a=>b
(a)=>b
()=>{}
(a,b)=>{}
(a=1)=>a
({a})=>a
([a])=>a
(...a)=>a
(a,...b)=>a
(a,a)=>b
async a=>b
async(a)=>b
async()=>{}
async (a=1)=>a
async(a)
async
await
await a
await(a)
yield
yield a
yield*a
let
static
of
get
eval
arguments
eval=1
arguments=1
(eval)=1
[eval]=a
({eval}=a)
({eval=1}=a)
function(){}
function a(){}
function*(){}
function*a(){yield}
async function(){}
async function a(){await b}
async function*(){}
class{}
class a{}
class a extends b{}
class extends a{}
class{a=1}
class{#a;b(){this.#a}}
class{static{}}
class{static a=1}
class{get a(){}}
class{a(){super.b}}
class extends a{constructor(){super()}}
new a
new a()
new a.b(c)
new new a
new.target
super.a
super()
import(a)
new import(a)
a in b
a instanceof b
#a in b
this.#a
a.#b
/a/
/a/g
/[/]/
/(/
/a/gg
´a´
´${a}´
a´b´
a?.b´c´
´\u´
a´\u´
"\x"
"\01"
010
08
1_0
1__0
0x1F
1n
01n
0b12
.5
1.
1e
"\u{110000}"
\u0061
v\u0061r
l\u0065t
yi\u0065ld
aw\u0061it
undefined
true
a.if
a.class
({if:1})
({if})
({await})
({yield})
({let})
({static})
({arguments})
[a]=b
({a}=b)
({a:b.c}=d)
[a.b]=c
[a()]=b
[...[a]]=b
[...a,]=b
({...a.b}=c)
({...{a}}=b)
[{a=1}]=b
[{a=1}]
({a:{b=1}})
({a:{b=1}}=c)
a()=b
a()++
(a=b)=c
({a})=b
([a])=b
a=b=c
a?.b=c
a?.b++
new a=1
this=1
(a,b)=1
1=a
a+b=c
!a=b
()=>{}=1
a=>b=1
async()=1
function(){"use strict";with(a);}
function(a,a){"use strict"}
function(a=1){"use strict"}
function eval(){"use strict"}
(eval)=>{"use strict"}
function(){"use strict";return 010}
function(){"\01";"use strict"}
(await)=>a
(yield)=>a
async(await)=>a
(a=await b)=>c
(a=yield)=>c
(a=()=>await b)=>c
(a=function*(){yield})=>c
a||b
a||b??c
a??b||c
a&&b??c
a??(b||c)
a||b&&c
a||=b
{a||b}
/a|b/
-a**b
(-a)**b
a**-b
await a**b
a**b**c
´a|b´
`)

// patternPieces are what may be bound or assigned to, or not.
var patternPieces = lines(`
a
b
c
[a]
{a}
[a,b]
{a,b}
{a:b}
{a=1}
[a=1]
[...a]
{...a}
[a,...b]
[a,...b,]
{a,...b,}
[[a]]
{a:{b}}
{a:[b]}
[,a]
[]
{}
eval
arguments
yield
await
let
static
async
of
get
[a,a]
{a:b,c:b}
{a:1}
[a.b]
{[a]:b}
{"a":b}
{1:b}
(a)
[(a)]
a=1
{eval}
{await}
{yield}
{let}
[...a=1]
[...[a]]
{...{a}}
a.b
if
{if}
{if:a}
\u0061
v\u0061r
this
1
a,b
a,a
...a
...[a]
...a,
a,
∅
`)

// memberPieces are elements of classes and objects.
var memberPieces = lines(`
a(){}
a(P){S}
get a(){}
set a(b){}
get a(b){}
set a(){}
set a(...b){}
static a(){}
async a(){S}
*a(){S}
async*a(){S}
constructor(){}
constructor(){S}
static constructor(){}
get constructor(){}
async constructor(){}
*constructor(){}
"constructor"(){}
constructor=1
static constructor
prototype(){}
static prototype(){}
static prototype=1
get static prototype(){}
#a
#a=1
#a(){}
get #a(){}
set #a(b){}
static #a
static get #a(){}
static set #a(b){}
#b
#constructor
a=this.#a
a(){this.#a}
a(){#a in b}
a=E
a=E;
static a=E
[E]=E
[E](){}
static{S}
static{}
static async*#a(){}
static
get
set
async
get↵a(){}
async↵a(){}
get↵*a(){}
a↵b
a b
static static
static get
"a"=1
1=1
1(){}
a(){super.b}
a(){super()}
constructor(){super()}
a=super.b
a=super()
a=arguments
a=()=>arguments
a=function(){arguments}
a=await
a=yield
a=new.target
static{await}
static{arguments}
static{return}
static{super.a}
static{this.#a}
static{var a;let a}
a=1,b=2
a:1
a,
...a
a=1
;
accessor a
static async a(){S}
st\u0061tic a(){}
\u0067et a(){}
`)

// statementPieces are statements.
var statementPieces = lines(`
E;
{E}
;
var P=E;
let P=E;
const P=E;
var P;
let P;
const P;
var a
let a
const a=1
function a(){}
async function a(){}
function*a(){}
async function*a(){}
class a{}
function a(P){}
function a(P){"use strict"}
function a(){S}
function*a(){S}
async function a(){S}
async function*a(){S}
function a(P){S}
async function a(P){S}
function*a(P){S}
if(E)S
if(E)S else S
for(;;)S
for(E;E;E)S
for(var P;;)S
for(let P=E;;)S
for(var P in E)S
for(var P of E)S
for(let P in E)S
for(let P of E)S
for(const P of E)S
for(E in E)S
for(E of E)S
for(var a=E in E)S
for(let a=E of E)S
for await(E of E)S
for await(let P of E)S
while(E)S
do S while(E)
do S while(E);
switch(E){case E:S S default:S}
switch(E){case E:S case E:S}
switch(E){default:S default:}
try{S}catch(P){S}
try{S}catch{S}
try{S}finally{S}
try{S}
throw E
return E
return
break
continue
break a
continue a
a:S
a:b:S
a:{S}
a:while(E){S}
a:for(;;){S}
with(E)S
debugger
"use strict"
"use strict";S
{S S}
{S S S}
class a{M}
class a extends E{M}
class a{M M}
class a{M;M}
(class{M M})
class a extends b{M M}
({M})
let S
var S
if(E)function a(){}
if(E){}else function a(){}
label:function a(){}
E↵E
E↵S
x=E
(E)
[E]
({a:E})
f(E)
f(E,E)
E=E
(E)=E
[E]=E
({a:E}=E)
({E}=E)
({E})
({E:E})
´${E}´
(P)=>{S}
(P)=>E
async(P)=>{S}
async(P)=>E
async P=>E
P=>E
(E)=>E
(E,E)=>E
async(E)=>E
function f(a=E){S}
x=function(P){S}
x={a(P){S}}
x={get a(P){S}}
x={set a(P){S}}
x={*a(P){S}}
x={async a(P){S}}
new E
new E(E)
E.a
E[E]
E(E)
E?.a
E++
++E
-E
!E
delete E
typeof E
await E
yield E
E+E
E**E
E??E
E&&E
E?E:E
E in E
E,E
E instanceof E
import(E)
import(E,E)
new.target
super.a
super(E)
E/a/E
a↵/b/E
-->E
a<!--E
try{}catch(a){S S}
{let a;S}
{function a(){}S}
let a;S
var a;S
function f(a){S S}
function f(){let a;S}
for(let a;;){S}
for(let a of b){S}
switch(1){case 1:let a;S}
{S}S
S↵S
static{S}
"use strict";function f(P){S}
function f(){"use strict";S}
class a{static{S}}
class a{b(){S}}
class a extends b{constructor(){S}}
class a{x=E}
class a{[E]=E}
class a{static x=E}
x=class{M}
∅
`)

// tokenPieces are what a mutation puts in.
var tokenPieces = lines(`
a
b
#a
1
010
"s"
(
)
[
]
{
}
,
;
:
.
...
?.
?
=
=>
+
-
*
**
++
--
!
/
??
||
&&
=
+=
&&=
async
await
yield
let
static
of
get
set
in
instanceof
function
class
var
const
new
new.target
super
this
if
else
for
while
do
return
break
continue
switch
case
default
try
catch
finally
throw
with
delete
typeof
void
import
export
extends
null
eval
arguments
"use
strict"
enum
debugger
´
${
<!--
-->
\u0061
/a/
"use strict"
`)

// regexpPieces are parts of regular expressions.
var regexpPieces = lines(`
a
b
-
^
$
.
*
+
?
*?
{1}
{1,}
{2,1}
{1,2}
{
}
(
)
(?:
(?=
(?!
(?<=
(?<!
(?<a>
(?<b>
(?<\u0061>
(?<1>
(?<a
[
]
[^
[a
[a-z]
[b-a]
[\d-a]
[a-\d]
|
\b
\B
\d
\D
\w
\s
\1
\2
\9
\0
\00
\01
\8
\c
\ca
\c1
\c_
\x
\x41
\u
\u0041
\u{41}
\u{110000}
\ud83d\ude00
\ud83d
😀
[😀-😁]
[a-😀]
[😀-a]
\k
\k<a>
\k<b>
\k<a
\p{L}
\p{Lu}
\P{L}
\p{Script=Greek}
\p{sc=Nope}
\p{RGI_Emoji}
\P{RGI_Emoji}
\p{Any}
\p
\p{
\-
\!
\&
\q
\q{a|b}
\q{a}
[\q{ab}]
[^\q{ab}]
&&
--
!!
##
~~
&
!
#
%
,
:
;
<
=
>
@
\
/
\/
[a&&b]
[a--b]
[[a]--[b]]
[^\p{RGI_Emoji}]
[\p{RGI_Emoji}--\q{a}]
1
2
9
_
$
é
`)
