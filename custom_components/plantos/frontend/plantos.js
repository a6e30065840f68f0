/* PlantOS: MIT. With Lit (BSD-3-Clause) and Material Design Icons (Apache-2.0). */
var d1=globalThis,n1=d1.ShadowRoot&&(d1.ShadyCSS===void 0||d1.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,X1=Symbol(),y2=new WeakMap,C1=class{constructor(V,C,H){if(this._$cssResult$=!0,H!==X1)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=V,this.t=C}get styleSheet(){let V=this.o,C=this.t;if(n1&&V===void 0){let H=C!==void 0&&C.length===1;H&&(V=y2.get(C)),V===void 0&&((this.o=V=new CSSStyleSheet).replaceSync(this.cssText),H&&y2.set(C,V))}return V}toString(){return this.cssText}},P2=M=>new C1(typeof M=="string"?M:M+"",void 0,X1),s=(M,...V)=>{let C=M.length===1?M[0]:V.reduce((H,L,r)=>H+(e=>{if(e._$cssResult$===!0)return e.cssText;if(typeof e=="number")return e;throw Error("Value passed to 'css' function must be a 'css' function result: "+e+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(L)+M[r+1],M[0]);return new C1(C,M,X1)},B2=(M,V)=>{if(n1)M.adoptedStyleSheets=V.map(C=>C instanceof CSSStyleSheet?C:C.styleSheet);else for(let C of V){let H=document.createElement("style"),L=d1.litNonce;L!==void 0&&H.setAttribute("nonce",L),H.textContent=C.cssText,M.appendChild(H)}},Y1=n1?M=>M:M=>M instanceof CSSStyleSheet?(V=>{let C="";for(let H of V.cssRules)C+=H.cssText;return P2(C)})(M):M;var{is:K5,defineProperty:j5,getOwnPropertyDescriptor:X5,getOwnPropertyNames:Y5,getOwnPropertySymbols:J5,getPrototypeOf:C3}=Object,p1=globalThis,T2=p1.trustedTypes,H3=T2?T2.emptyScript:"",V3=p1.reactiveElementPolyfillSupport,H1=(M,V)=>M,J1={toAttribute(M,V){switch(V){case Boolean:M=M?H3:null;break;case Object:case Array:M=M==null?M:JSON.stringify(M)}return M},fromAttribute(M,V){let C=M;switch(V){case Boolean:C=M!==null;break;case Number:C=M===null?null:Number(M);break;case Object:case Array:try{C=JSON.parse(M)}catch{C=null}}return C}},F2=(M,V)=>!K5(M,V),R2={attribute:!0,type:String,converter:J1,reflect:!1,useDefault:!1,hasChanged:F2};Symbol.metadata??=Symbol("metadata"),p1.litPropertyMetadata??=new WeakMap;var f=class extends HTMLElement{static addInitializer(V){this._$Ei(),(this.l??=[]).push(V)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(V,C=R2){if(C.state&&(C.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(V)&&((C=Object.create(C)).wrapped=!0),this.elementProperties.set(V,C),!C.noAccessor){let H=Symbol(),L=this.getPropertyDescriptor(V,H,C);L!==void 0&&j5(this.prototype,V,L)}}static getPropertyDescriptor(V,C,H){let{get:L,set:r}=X5(this.prototype,V)??{get(){return this[C]},set(e){this[C]=e}};return{get:L,set(e){let t=L?.call(this);r?.call(this,e),this.requestUpdate(V,t,H)},configurable:!0,enumerable:!0}}static getPropertyOptions(V){return this.elementProperties.get(V)??R2}static _$Ei(){if(this.hasOwnProperty(H1("elementProperties")))return;let V=C3(this);V.finalize(),V.l!==void 0&&(this.l=[...V.l]),this.elementProperties=new Map(V.elementProperties)}static finalize(){if(this.hasOwnProperty(H1("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(H1("properties"))){let C=this.properties,H=[...Y5(C),...J5(C)];for(let L of H)this.createProperty(L,C[L])}let V=this[Symbol.metadata];if(V!==null){let C=litPropertyMetadata.get(V);if(C!==void 0)for(let[H,L]of C)this.elementProperties.set(H,L)}this._$Eh=new Map;for(let[C,H]of this.elementProperties){let L=this._$Eu(C,H);L!==void 0&&this._$Eh.set(L,C)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(V){let C=[];if(Array.isArray(V)){let H=new Set(V.flat(1/0).reverse());for(let L of H)C.unshift(Y1(L))}else V!==void 0&&C.push(Y1(V));return C}static _$Eu(V,C){let H=C.attribute;return H===!1?void 0:typeof H=="string"?H:typeof V=="string"?V.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(V=>this.enableUpdating=V),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(V=>V(this))}addController(V){(this._$EO??=new Set).add(V),this.renderRoot!==void 0&&this.isConnected&&V.hostConnected?.()}removeController(V){this._$EO?.delete(V)}_$E_(){let V=new Map,C=this.constructor.elementProperties;for(let H of C.keys())this.hasOwnProperty(H)&&(V.set(H,this[H]),delete this[H]);V.size>0&&(this._$Ep=V)}createRenderRoot(){let V=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return B2(V,this.constructor.elementStyles),V}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(V=>V.hostConnected?.())}enableUpdating(V){}disconnectedCallback(){this._$EO?.forEach(V=>V.hostDisconnected?.())}attributeChangedCallback(V,C,H){this._$AK(V,H)}_$ET(V,C){let H=this.constructor.elementProperties.get(V),L=this.constructor._$Eu(V,H);if(L!==void 0&&H.reflect===!0){let r=(H.converter?.toAttribute!==void 0?H.converter:J1).toAttribute(C,H.type);this._$Em=V,r==null?this.removeAttribute(L):this.setAttribute(L,r),this._$Em=null}}_$AK(V,C){let H=this.constructor,L=H._$Eh.get(V);if(L!==void 0&&this._$Em!==L){let r=H.getPropertyOptions(L),e=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:J1;this._$Em=L;let t=e.fromAttribute(C,r.type);this[L]=t??this._$Ej?.get(L)??t,this._$Em=null}}requestUpdate(V,C,H,L=!1,r){if(V!==void 0){let e=this.constructor;if(L===!1&&(r=this[V]),H??=e.getPropertyOptions(V),!((H.hasChanged??F2)(r,C)||H.useDefault&&H.reflect&&r===this._$Ej?.get(V)&&!this.hasAttribute(e._$Eu(V,H))))return;this.C(V,C,H)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(V,C,{useDefault:H,reflect:L,wrapped:r},e){H&&!(this._$Ej??=new Map).has(V)&&(this._$Ej.set(V,e??C??this[V]),r!==!0||e!==void 0)||(this._$AL.has(V)||(this.hasUpdated||H||(C=void 0),this._$AL.set(V,C)),L===!0&&this._$Em!==V&&(this._$Eq??=new Set).add(V))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(C){Promise.reject(C)}let V=this.scheduleUpdate();return V!=null&&await V,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[L,r]of this._$Ep)this[L]=r;this._$Ep=void 0}let H=this.constructor.elementProperties;if(H.size>0)for(let[L,r]of H){let{wrapped:e}=r,t=this[L];e!==!0||this._$AL.has(L)||t===void 0||this.C(L,void 0,r,t)}}let V=!1,C=this._$AL;try{V=this.shouldUpdate(C),V?(this.willUpdate(C),this._$EO?.forEach(H=>H.hostUpdate?.()),this.update(C)):this._$EM()}catch(H){throw V=!1,this._$EM(),H}V&&this._$AE(C)}willUpdate(V){}_$AE(V){this._$EO?.forEach(C=>C.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(V)),this.updated(V)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(V){return!0}update(V){this._$Eq&&=this._$Eq.forEach(C=>this._$ET(C,this[C])),this._$EM()}updated(V){}firstUpdated(V){}};f.elementStyles=[],f.shadowRootOptions={mode:"open"},f[H1("elementProperties")]=new Map,f[H1("finalized")]=new Map,V3?.({ReactiveElement:f}),(p1.reactiveElementVersions??=[]).push("2.1.2");var H2=globalThis,D2=M=>M,m1=H2.trustedTypes,E2=m1?m1.createPolicy("lit-html",{createHTML:M=>M}):void 0,V2="$lit$",O=`lit$${Math.random().toFixed(9).slice(2)}$`,L2="?"+O,L3=`<${L2}>`,D=document,L1=()=>D.createComment(""),M1=M=>M===null||typeof M!="object"&&typeof M!="function",M2=Array.isArray,G2=M=>M2(M)||typeof M?.[Symbol.iterator]=="function",C2=`[ 	
\f\r]`,V1=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,$2=/-->/g,_2=/>/g,R=RegExp(`>|${C2}(?:([^\\s"'>=/]+)(${C2}*=${C2}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),W2=/'/g,N2=/"/g,U2=/^(?:script|style|textarea|title)$/i,r2=M=>(V,...C)=>({_$litType$:M,strings:V,values:C}),o=r2(1),e1=r2(2),_3=r2(3),g=Symbol.for("lit-noChange"),A=Symbol.for("lit-nothing"),I2=new WeakMap,F=D.createTreeWalker(D,129);function z2(M,V){if(!M2(M)||!M.hasOwnProperty("raw"))throw Error("invalid template strings array");return E2!==void 0?E2.createHTML(V):V}var Q2=(M,V)=>{let C=M.length-1,H=[],L,r=V===2?"<svg>":V===3?"<math>":"",e=V1;for(let t=0;t<C;t++){let i=M[t],d,n,a=-1,p=0;for(;p<i.length&&(e.lastIndex=p,n=e.exec(i),n!==null);)p=e.lastIndex,e===V1?n[1]==="!--"?e=$2:n[1]!==void 0?e=_2:n[2]!==void 0?(U2.test(n[2])&&(L=RegExp("</"+n[2],"g")),e=R):n[3]!==void 0&&(e=R):e===R?n[0]===">"?(e=L??V1,a=-1):n[1]===void 0?a=-2:(a=e.lastIndex-n[2].length,d=n[1],e=n[3]===void 0?R:n[3]==='"'?N2:W2):e===N2||e===W2?e=R:e===$2||e===_2?e=V1:(e=R,L=void 0);let l=e===R&&M[t+1].startsWith("/>")?" ":"";r+=e===V1?i+L3:a>=0?(H.push(d),i.slice(0,a)+V2+i.slice(a)+O+l):i+O+(a===-2?t:l)}return[z2(M,r+(M[C]||"<?>")+(V===2?"</svg>":V===3?"</math>":"")),H]},r1=class M{constructor({strings:V,_$litType$:C},H){let L;this.parts=[];let r=0,e=0,t=V.length-1,i=this.parts,[d,n]=Q2(V,C);if(this.el=M.createElement(d,H),F.currentNode=this.el.content,C===2||C===3){let a=this.el.content.firstChild;a.replaceWith(...a.childNodes)}for(;(L=F.nextNode())!==null&&i.length<t;){if(L.nodeType===1){if(L.hasAttributes())for(let a of L.getAttributeNames())if(a.endsWith(V2)){let p=n[e++],l=L.getAttribute(a).split(O),v=/([.?@])?(.*)/.exec(p);i.push({type:1,index:r,name:v[2],strings:l,ctor:v[1]==="."?v1:v[1]==="?"?x1:v[1]==="@"?s1:$}),L.removeAttribute(a)}else a.startsWith(O)&&(i.push({type:6,index:r}),L.removeAttribute(a));if(U2.test(L.tagName)){let a=L.textContent.split(O),p=a.length-1;if(p>0){L.textContent=m1?m1.emptyScript:"";for(let l=0;l<p;l++)L.append(a[l],L1()),F.nextNode(),i.push({type:2,index:++r});L.append(a[p],L1())}}}else if(L.nodeType===8)if(L.data===L2)i.push({type:2,index:r});else{let a=-1;for(;(a=L.data.indexOf(O,a+1))!==-1;)i.push({type:7,index:r}),a+=O.length-1}r++}}static createElement(V,C){let H=D.createElement("template");return H.innerHTML=V,H}};function E(M,V,C=M,H){if(V===g)return V;let L=H!==void 0?C._$Co?.[H]:C._$Cl,r=M1(V)?void 0:V._$litDirective$;return L?.constructor!==r&&(L?._$AO?.(!1),r===void 0?L=void 0:(L=new r(M),L._$AT(M,C,H)),H!==void 0?(C._$Co??=[])[H]=L:C._$Cl=L),L!==void 0&&(V=E(M,L._$AS(M,V.values),L,H)),V}var l1=class{constructor(V,C){this._$AV=[],this._$AN=void 0,this._$AD=V,this._$AM=C}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(V){let{el:{content:C},parts:H}=this._$AD,L=(V?.creationScope??D).importNode(C,!0);F.currentNode=L;let r=F.nextNode(),e=0,t=0,i=H[0];for(;i!==void 0;){if(e===i.index){let d;i.type===2?d=new U(r,r.nextSibling,this,V):i.type===1?d=new i.ctor(r,i.name,i.strings,this,V):i.type===6&&(d=new Z1(r,this,V)),this._$AV.push(d),i=H[++t]}e!==i?.index&&(r=F.nextNode(),e++)}return F.currentNode=D,L}p(V){let C=0;for(let H of this._$AV)H!==void 0&&(H.strings!==void 0?(H._$AI(V,H,C),C+=H.strings.length-2):H._$AI(V[C])),C++}},U=class M{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(V,C,H,L){this.type=2,this._$AH=A,this._$AN=void 0,this._$AA=V,this._$AB=C,this._$AM=H,this.options=L,this._$Cv=L?.isConnected??!0}get parentNode(){let V=this._$AA.parentNode,C=this._$AM;return C!==void 0&&V?.nodeType===11&&(V=C.parentNode),V}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(V,C=this){V=E(this,V,C),M1(V)?V===A||V==null||V===""?(this._$AH!==A&&this._$AR(),this._$AH=A):V!==this._$AH&&V!==g&&this._(V):V._$litType$!==void 0?this.$(V):V.nodeType!==void 0?this.T(V):G2(V)?this.k(V):this._(V)}O(V){return this._$AA.parentNode.insertBefore(V,this._$AB)}T(V){this._$AH!==V&&(this._$AR(),this._$AH=this.O(V))}_(V){this._$AH!==A&&M1(this._$AH)?this._$AA.nextSibling.data=V:this.T(D.createTextNode(V)),this._$AH=V}$(V){let{values:C,_$litType$:H}=V,L=typeof H=="number"?this._$AC(V):(H.el===void 0&&(H.el=r1.createElement(z2(H.h,H.h[0]),this.options)),H);if(this._$AH?._$AD===L)this._$AH.p(C);else{let r=new l1(L,this),e=r.u(this.options);r.p(C),this.T(e),this._$AH=r}}_$AC(V){let C=I2.get(V.strings);return C===void 0&&I2.set(V.strings,C=new r1(V)),C}k(V){M2(this._$AH)||(this._$AH=[],this._$AR());let C=this._$AH,H,L=0;for(let r of V)L===C.length?C.push(H=new M(this.O(L1()),this.O(L1()),this,this.options)):H=C[L],H._$AI(r),L++;L<C.length&&(this._$AR(H&&H._$AB.nextSibling,L),C.length=L)}_$AR(V=this._$AA.nextSibling,C){for(this._$AP?.(!1,!0,C);V!==this._$AB;){let H=D2(V).nextSibling;D2(V).remove(),V=H}}setConnected(V){this._$AM===void 0&&(this._$Cv=V,this._$AP?.(V))}},$=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(V,C,H,L,r){this.type=1,this._$AH=A,this._$AN=void 0,this.element=V,this.name=C,this._$AM=L,this.options=r,H.length>2||H[0]!==""||H[1]!==""?(this._$AH=Array(H.length-1).fill(new String),this.strings=H):this._$AH=A}_$AI(V,C=this,H,L){let r=this.strings,e=!1;if(r===void 0)V=E(this,V,C,0),e=!M1(V)||V!==this._$AH&&V!==g,e&&(this._$AH=V);else{let t=V,i,d;for(V=r[0],i=0;i<r.length-1;i++)d=E(this,t[H+i],C,i),d===g&&(d=this._$AH[i]),e||=!M1(d)||d!==this._$AH[i],d===A?V=A:V!==A&&(V+=(d??"")+r[i+1]),this._$AH[i]=d}e&&!L&&this.j(V)}j(V){V===A?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,V??"")}},v1=class extends ${constructor(){super(...arguments),this.type=3}j(V){this.element[this.name]=V===A?void 0:V}},x1=class extends ${constructor(){super(...arguments),this.type=4}j(V){this.element.toggleAttribute(this.name,!!V&&V!==A)}},s1=class extends ${constructor(V,C,H,L,r){super(V,C,H,L,r),this.type=5}_$AI(V,C=this){if((V=E(this,V,C,0)??A)===g)return;let H=this._$AH,L=V===A&&H!==A||V.capture!==H.capture||V.once!==H.once||V.passive!==H.passive,r=V!==A&&(H===A||L);L&&this.element.removeEventListener(this.name,this,H),r&&this.element.addEventListener(this.name,this,V),this._$AH=V}handleEvent(V){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,V):this._$AH.handleEvent(V)}},Z1=class{constructor(V,C,H){this.element=V,this.type=6,this._$AN=void 0,this._$AM=C,this.options=H}get _$AU(){return this._$AM._$AU}_$AI(V){E(this,V)}},q2={M:V2,P:O,A:L2,C:1,L:Q2,R:l1,D:G2,V:E,I:U,H:$,N:x1,U:s1,B:v1,F:Z1},M3=H2.litHtmlPolyfillSupport;M3?.(r1,U),(H2.litHtmlVersions??=[]).push("3.3.3");var K2=(M,V,C)=>{let H=C?.renderBefore??V,L=H._$litPart$;if(L===void 0){let r=C?.renderBefore??null;H._$litPart$=L=new U(V.insertBefore(L1(),r),r,void 0,C??{})}return L._$AI(M),L};var e2=globalThis,x=class extends f{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let V=super.createRenderRoot();return this.renderOptions.renderBefore??=V.firstChild,V}update(V){let C=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(V),this._$Do=K2(C,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return g}};x._$litElement$=!0,x.finalized=!0,e2.litElementHydrateSupport?.({LitElement:x});var r3=e2.litElementPolyfillSupport;r3?.({LitElement:x});(e2.litElementVersions??=[]).push("4.2.2");var j2={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},u1=M=>(...V)=>({_$litDirective$:M,values:V}),z=class{constructor(V){}get _$AU(){return this._$AM._$AU}_$AT(V,C,H){this._$Ct=V,this._$AM=C,this._$Ci=H}_$AS(V,C){return this.update(V,C)}update(V,C){return this.render(...C)}};var{I:e3}=q2,X2=M=>M;var Y2=()=>document.createComment(""),Q=(M,V,C)=>{let H=M._$AA.parentNode,L=V===void 0?M._$AB:V._$AA;if(C===void 0){let r=H.insertBefore(Y2(),L),e=H.insertBefore(Y2(),L);C=new e3(r,e,M,M.options)}else{let r=C._$AB.nextSibling,e=C._$AM,t=e!==M;if(t){let i;C._$AQ?.(M),C._$AM=M,C._$AP!==void 0&&(i=M._$AU)!==e._$AU&&C._$AP(i)}if(r!==L||t){let i=C._$AA;for(;i!==r;){let d=X2(i).nextSibling;X2(H).insertBefore(i,L),i=d}}}return C},b=(M,V,C=M)=>(M._$AI(V,C),M),t3={},S1=(M,V=t3)=>M._$AH=V,J2=M=>M._$AH,c1=M=>{M._$AR(),M._$AA.remove()};var C5=(M,V,C)=>{let H=new Map;for(let L=V;L<=C;L++)H.set(M[L],L);return H},h1=u1(class extends z{constructor(M){if(super(M),M.type!==j2.CHILD)throw Error("repeat() can only be used in text expressions")}dt(M,V,C){let H;C===void 0?C=V:V!==void 0&&(H=V);let L=[],r=[],e=0;for(let t of M)L[e]=H?H(t,e):e,r[e]=C(t,e),e++;return{values:r,keys:L}}render(M,V,C){return this.dt(M,V,C).values}update(M,[V,C,H]){let L=J2(M),{values:r,keys:e}=this.dt(V,C,H);if(!Array.isArray(L))return this.ut=e,r;let t=this.ut??=[],i=[],d,n,a=0,p=L.length-1,l=0,v=r.length-1;for(;a<=p&&l<=v;)if(L[a]===null)a++;else if(L[p]===null)p--;else if(t[a]===e[l])i[l]=b(L[a],r[l]),a++,l++;else if(t[p]===e[v])i[v]=b(L[p],r[v]),p--,v--;else if(t[a]===e[v])i[v]=b(L[a],r[v]),Q(M,i[v+1],L[a]),a++,v--;else if(t[p]===e[l])i[l]=b(L[p],r[l]),Q(M,L[a],L[p]),p--,l++;else if(d===void 0&&(d=C5(e,l,v),n=C5(t,a,p)),d.has(t[a]))if(d.has(t[p])){let h=n.get(e[l]),j1=h!==void 0?L[h]:null;if(j1===null){let b2=Q(M,L[a]);b(b2,r[l]),i[l]=b2}else i[l]=b(j1,r[l]),Q(M,L[a],j1),L[h]=null;l++}else c1(L[p]),p--;else c1(L[a]),a++;for(;l<=v;){let h=Q(M,i[v+1]);b(h,r[l]),i[l++]=h}for(;a<=p;){let h=L[a++];h!==null&&c1(h)}return this.ut=e,S1(M,i),g}});var i3={metric:{dose:{name:"ml",ml:1,fineBelow:0},tank:{name:"L",ml:1e3,fineBelow:10}},american:{dose:{name:"fl. oz.",ml:29.5735295625,fineBelow:100},tank:{name:"gal",ml:3785.411784,fineBelow:10}}},o3={comma_decimal:"en-US",decimal_comma:"de",quote_decimal:"de-CH",space_comma:"fr"},H5=" ",i2=6e4,o2=60*i2,t2=24*o2,y=class{constructor(V){this.hass=V;this.numbers=new Map;this.times=new Map;this.language=V.locale.language,this.units=i3[V.config.unit_system.volume==="gal"?"american":"metric"],this.relative=new Intl.RelativeTimeFormat(this.language,{numeric:"auto"})}number(V,C=0){let H=this.numbers.get(C);if(!H){let{number_format:L}=this.hass.locale,r=L==="system"?void 0:o3[L]??this.language;H=new Intl.NumberFormat(r,{maximumFractionDigits:C,useGrouping:L!=="none"}),this.numbers.set(C,H)}return H.format(V)}percent(V){return`${this.number(V)}${H5}%`}get unit(){return this.units.dose}ml(V){return this.water(V,this.units.dose)}litres(V){return this.water(V*1e3,this.units.tank)}water(V,C){let H=V/C.ml;return`${this.number(H,Math.abs(H)<C.fineBelow?1:0)}${H5}${C.name}`}time(V){return this.format(V,"time",{hour:"numeric",minute:"2-digit",...this.clock()})}weekday(V,C="short"){return this.format(V,C,{weekday:C})}day(V){return this.format(V,"day",{year:"numeric",month:"numeric",day:"numeric"})}moment(V,C){let H=this.daysBetween(C,V);return Math.abs(H)<=1?`${V5(this.relative.format(H,"day"))}, ${this.time(V)}`:Math.abs(H)<7?`${V5(this.weekday(V,"long"))}, ${this.time(V)}`:this.format(V,"date",{day:"numeric",month:"short",hour:"numeric",minute:"2-digit",...this.clock()})}between(V,C,H){return this.day(V)===this.day(C)?`${this.time(V)} – ${this.time(C)}`:`${this.moment(V,H)} – ${this.moment(C,H)}`}span(V,C){let H=V-C,L=Math.abs(H);return L<i2?this.relative.format(0,"minute"):L<o2?this.relative.format(Math.round(H/i2),"minute"):L<t2?this.relative.format(Math.round(H/o2),"hour"):this.relative.format(Math.round(H/t2),"day")}daysBetween(V,C){for(let H of[0,1,-1,2,-2,3,-3,4,-4,5,-5,6,-6])if(this.day(V+H*t2)===this.day(C))return H;return C>V?7:-7}clock(){let{time_format:V}=this.hass.locale;if(V==="12"||V==="24")return{hourCycle:V==="12"?"h12":"h23"};if(V==="language")return{};let{hourCycle:C}=new Intl.DateTimeFormat(void 0,{hour:"numeric"}).resolvedOptions();return C?{hourCycle:C}:{}}format(V,C,H){let L=this.times.get(C);if(!L){let{locale:r,config:e}=this.hass,t=r.time_zone==="server"?{timeZone:e.time_zone}:{};L=new Intl.DateTimeFormat(this.language,{...H,...t}),this.times.set(C,L)}return L.format(V)}};function V5(M){return M.charAt(0).toLocaleUpperCase()+M.slice(1)}var a3={cardName:"PlantOS plant",cardDescription:"A plant at a glance: how it is, when it is watered, and why.",chooseDevice:"Choose a plant in this card's settings.",gone:"This plant is no longer there. Choose another one in this card's settings.",notLoaded:"The hub “{hub}” is not running, so nothing is known of this plant.",notAllowed:"You may not see this plant. Ask an administrator.",untold:"Nothing can be told of this plant at the moment. Home Assistant’s log says why.",untoldPlants:"Nothing can be told of {plants}. Home Assistant’s log says why.",hubOff:"The hub “{hub}” is not running, so nothing is known of its plants.",silent:"PlantOS doesn’t answer. Trying again…",openSettings:"Look at the hub",stale:"No connection: this was true a while ago.",loading:"Asking PlantOS…",moistureNow:"Soil moisture {value}, wanted are {min} to {max}.",moistureUnknown:"Soil moisture is unknown.",unknown:"Unknown",good:"Just right",dry:"Too dry",wet:"Too wet",wanted:"{min}–{max} % is right",cached:"last known",backup:"backup probe",quarantined:"doubted",health:"Health",thriving:"Thriving",well:"Well",stressed:"Stressed",critical:"Critical",notJudged:"Not judged yet",limitedBy:"Limited by {what}",limits_moisture:"soil moisture",limits_temperature:"temperature",limits_humidity:"humidity",limits_illuminance:"light",limits_dry_air:"dry air",limits_cold:"cold",limits_heat:"heat",next:"Next watering",nextNone:"Not foreseeable",nextByHand:"By hand",nextNow:"Now",nextHeld:"Held back",held:"Held back: {why}",postponed:"Postponed until {until}",off:"Watering is off for this hub",last:"Last watered",never:"Never yet",today:"{ml} today",chart:"Soil moisture of the last {days} days",chartSays:"From {low} to {high}. Waterings: {count}.",chartEmpty:"The first readings are still to come.",chartFailed:"The history can’t be read: {error}",watered:"{ml} given",why:"Why",lastTry:"Last try: {why}",automatic:"Automatic",automaticLabel:"Water this plant automatically",waterNow:"Water now",noOutlet:"This plant has no outlet: water it by hand.",amount:"Amount in {unit}",less:"Less",more:"More",cancel:"Cancel",give:"Give {ml}",atMost:"At most {ml} at once.",amountWrong:"Enter an amount from {least} to {ml}.",stop:"Stop",stopping:"Stopping…",watering:"Watering",progress:"{given} of {asked}",secondsLeft:"{seconds} s left",closing:"Closing…",outOfTouch:"No connection: how far it is isn’t known",progressWas:"{given} of {asked} when last heard of",outletOpen:"The outlet is open",outletUnsure:"The outlet may be open",outletAdvice:"Stop closes it. If that doesn’t help, turn the water off by hand.",queued:"Waits for its turn",checking:"Checking",soakingBetween:"Soaks in before the next part",awaiting:"Wants to give {ml} and waits for you.",approve:"Approve",reject:"Reject",ended:"Watering has ended: {ml} given.",endedWithout:"Watering has ended without water.",failed:"That didn’t work: {error}",lost:"PlantOS can’t be reached. Look at the connection, then try again.",forbidden:"You may not do this. Ask an administrator.",noReason:"It isn’t known why. Home Assistant’s log may tell.",fix:"Put it right",form_device_id:"Plant",form_name:"Name",form_picture:"Picture",form_days:"Days in the moisture line",form_sections:"What is shown",form_show_health:"Health",form_show_chart:"Moisture line",form_show_times:"Next and last watering",form_show_decision:"Last decision",form_show_controls:"Water now and automatic watering",form_show_problems:"Problems",gardenCardName:"PlantOS garden",gardenCardDescription:"All plants at a glance, the thirstiest first, with the tanks and the water of the week.",garden:"Garden",noPlants:"No plants yet. Add one to PlantOS, and it grows here.",noPlantsHere:"None of your plants fits this card’s settings.",noPlantsForYou:"There is no plant here that you may see. Ask an administrator.",addPlant:"Add a plant",allWell:"All plants are well",noneCalls:"No plant needs you",notKnown:"Not known",onePlantCalls:"1 plant needs you",plantsCall:"{count} plants need you",hidden:"and {count} more",nextAt:"Next: {when}",tanks:"Tanks",tankOf:"{level} of {capacity}",tankUnknown:"Level unknown",tankLow:"Nearly empty",water:"Water",thisWeek:"Last 7 days",lastWeek:"7 days before",form_title:"Title",form_areas:"Only these areas",form_hub:"Only this hub",form_limit:"Plants at most",form_show_tanks:"Tanks",form_show_water:"Water of the week",strategyDescription:"Your garden by itself: what needs you, a view for each area, history, and maintenance.",overview:"Overview",otherPlants:"Other plants",past:"History and water use",waterUse:"Water use",maintenance:"Health and maintenance",plants:"Plants",soilMoisture:"Soil moisture",maintenanceProblems:"Problems",hubsOff:"Hubs that don’t run",hubOffShort:"Nothing is known of its plants.",doubtedProbes:"Doubted probes",openBreakers:"Devices that rest",failedCommands:"Failed commands",nothingBroken:"Nothing is broken.",notAllKnown:"It isn’t known whether anything is broken.",doubtedValue:"It tells {value}, and that isn’t believed.",doubtedSilent:"It gives no reading.",part_outlet:"outlet",trustAgain:"Trust again",replay:"Try again",forget:"Forget",replayAsks:"Give {ml} to {plant} now?",forgetAsks:"Forget it? It can’t be given again."},L5=["cs","de","es","fr","it","nl","pl","pt-BR","sv"],A3=5e3,a2=new Map;function M5(M){let V=M.split("-")[0];return L5.find(H=>H===M)??L5.find(H=>H.split("-")[0]===V)??"en"}function _(){return document.documentElement.lang||navigator.language}function Z(M){let V=a2.get(M5(M));return(C,H={})=>(V?.[C]??a3[C]).replace(/\{(\w+)\}/g,(L,r)=>String(H[r]??""))}function d3(M,V){a2.set(M,V)}async function r5(M){let V=M5(M);if(V==="en"||a2.has(V))return!1;let C=new URL(`words/${V}.json${new URL(import.meta.url).search}`,import.meta.url);try{let H=await fetch(C);return H.ok?(d3(V,await H.json()),!0):!1}catch(H){return console.warn("PlantOS speaks English until its words can be fetched:",H),!1}}async function f1(M,V=A3){await Promise.race([r5(M),new Promise(C=>setTimeout(C,V))])}function q(M,V){V(Z(M)),r5(M).then(C=>{C&&V(Z(M))})}var K="plantos-garden-card",A2=500;function e5(){let M=Z(_());return{schema:[{name:"title",selector:{text:{}}},{name:"areas",selector:{area:{multiple:!0,device:[{integration:"plantos"}]}}},{name:"hub",selector:{config_entry:{integration:"plantos"}}},{name:"limit",selector:{number:{min:1,max:A2,mode:"box"}}},{name:"show_tanks",default:!0,selector:{boolean:{}}},{name:"show_water",default:!0,selector:{boolean:{}}}],computeLabel:({name:V})=>M(`form_${V}`)}}function t5(){return{type:`custom:${K}`}}function i5({areas:M,hub:V},C){let H=M===void 0?[]:[M].flat();return H.length>0&&!(C.area_id&&H.includes(C.area_id))?!1:!V||C.hub_id===V}function o5({limit:M}){let V=Number(M??A2);return Number.isFinite(V)?Math.max(1,V):A2}var a5=s`
  :host {
    display: block;
    block-size: 100%;
  }
  ha-card {
    display: flex;
    flex-direction: column;
    gap: 12px;
    block-size: 100%;
    padding: 16px;
    container-type: inline-size;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 4px 12px;
  }
  h2 {
    margin: 0;
    font-size: 18px;
    font-weight: 500;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  .state {
    font-size: 13px;
    color: var(--plant-quiet);
  }
  .state::before {
    content: "";
    display: inline-block;
    inline-size: 8px;
    block-size: 8px;
    margin-inline-end: 6px;
    border-radius: 50%;
    background: var(--plant-leaf);
  }
  .state.calls::before {
    background: var(--plant-warn);
  }
  ul {
    list-style: none;
    margin: 0 -8px;
    padding: 0;
  }
  .stale ul,
  .stale footer {
    opacity: 0.6;
  }
  .note {
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 0;
    font-size: 13px;
    color: var(--plant-quiet);
  }
  footer {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
    gap: 12px 24px;
    margin-block-start: auto;
    padding-block-start: 14px;
    border-block-start: 1px solid var(--plant-line);
  }
  .supply {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 4px 12px;
    align-content: start;
    font-size: 13px;
  }
  .supply > svg.icon {
    grid-row: 1 / span 4;
    color: var(--plant-water);
  }
  .line {
    grid-column: 2;
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    column-gap: 12px;
    overflow-wrap: anywhere;
  }
  .bar {
    grid-column: 2;
    block-size: 8px;
    border-radius: 4px;
    overflow: hidden;
    background: var(--plant-field);
  }
  .bar div {
    block-size: 100%;
    border-radius: 4px;
    background: var(--plant-water);
    transition: inline-size 0.6s;
  }
  .bar.lastWeek div {
    opacity: 0.45;
  }
  .low > svg.icon {
    color: var(--plant-warn);
  }
  .low .bar div {
    background: var(--plant-warn);
  }
  .message {
    display: grid;
    justify-items: center;
    gap: 12px;
    padding-block: 16px;
    text-align: center;
  }
  .message svg.icon {
    inline-size: 40px;
    block-size: 40px;
    color: var(--plant-quiet);
  }
  .message p {
    margin: 0;
  }
  .message + .pill {
    align-self: center;
  }
`;var d2=class{constructor(V,C){this.connection=V;this.language=C;this.plants=new Map;this.hubs=[];this.untold=[];this.known=!1;this.live=!1;this.failed=!1;this.listeners=new Map;this.histories=new Map;this.skew=0;this.lostAt=0;this.lost=()=>{this.age(),this.call()};this.back=()=>{this.listeners.size&&this.subscribe()}}now(){return Date.now()+this.skew}asOf(){return this.live?this.now():this.lostAt}plant(V){return this.plants.get(V)}follow(V,C){let H=this.listeners.get(V)??new Set;return this.listeners.set(V,H.add(C)),this.subscription||this.subscribe(),()=>{H.delete(C),H.size===0&&this.listeners.get(V)===H&&this.listeners.delete(V),setTimeout(()=>this.listeners.size===0&&this.end(),1e3)}}followAll(V){return this.follow("",V)}history(V,C,H){let L=`${C.device_id} ${H}`,r=this.histories.get(L);if(r&&r.last===C.last_watered&&Date.now()<r.until)return r.answer;let e=V.callWS({type:"plantos/plant_history",device_id:C.device_id,days:H,language:this.language}),t={until:1/0,last:C.last_watered,answer:e};return this.histories.set(L,t),e.then(({since:i,until:d})=>{let n=(Date.parse(d)-Date.parse(i))/(H*24);t.until=Date.now()+Math.max(1e4,n)},()=>this.histories.delete(L)),e}subscribe(){clearTimeout(this.retry),this.deafen(),this.connection.addEventListener("disconnected",this.lost),this.connection.addEventListener("ready",this.back);let V=this.connection.subscribeMessage(C=>this.take(C),{type:"plantos/subscribe_plants",language:this.language},{resubscribe:!1});this.subscription=V,V.catch(()=>{this.age(),this.failed=!0,this.call(),this.retry=setTimeout(()=>this.listeners.size&&this.subscribe(),1e4)})}end(){clearTimeout(this.retry),this.deafen(),this.subscription?.then(V=>V()).catch(()=>{}),this.subscription=void 0,this.age()}age(){this.live&&(this.lostAt=this.now()),this.live=!1}deafen(){this.connection.removeEventListener("disconnected",this.lost),this.connection.removeEventListener("ready",this.back)}take(V){let C=!this.live||!this.known||V.complete||V.hubs!==void 0||V.untold!==void 0;this.skew=Date.parse(V.now)-Date.now(),this.known=this.live=!0,this.failed=!1,V.hubs&&(this.hubs=V.hubs),V.complete&&(this.plants.clear(),this.untold=[]),this.untold=V.untold??this.untold;for(let H of V.gone)this.plants.delete(H);for(let H of V.plants)this.plants.set(H.device_id,H);this.call(C?void 0:new Set([...V.gone,...V.plants.map(H=>H.device_id)]))}call(V){for(let[C,H]of this.listeners)if(!(V&&C!==""&&!V.has(C)))for(let L of H)L()}},A5=new WeakMap;function j(M){let V=A5.get(M.connection)??new Map;A5.set(M.connection,V);let C=V.get(M.language)??new d2(M.connection,M.language);return V.set(M.language,C),C}var n3=[1,3];function n2(M){if(typeof M=="number")return{code:M};if(typeof M=="string")return{message:M};let{error:V,...C}=M??{};return V===void 0?{message:M?.message??"",...C}:n2(V)}async function S(M,V){let C=Z(M.language),H=n2(V);if(n3.includes(H.code))return C("lost");if(H.code==="unauthorized")return C("forbidden");let{translation_domain:L,translation_key:r}=H;if(L&&r)try{let t=(await M.loadBackendTranslation("exceptions",L))(`component.${L}.exceptions.${r}.message`,H.translation_placeholders);if(t)return t}catch{}return H.message||C("noReason")}function d5(M){return!!n2(M).translation_key}function k(M){history.pushState(null,"",M),window.dispatchEvent(new CustomEvent("location-changed",{detail:{replace:!1}}))}function t1(M,V){V&&M.dispatchEvent(new CustomEvent("hass-more-info",{bubbles:!0,composed:!0,detail:{entityId:V}}))}function w(M,V){customElements.get(M)||customElements.define(M,V)}var p2="M20.5,14.5V16H19V14.5H20.5M18.5,9.5H17V9A3,3 0 0,1 20,6A3,3 0 0,1 23,9C23,9.97 22.5,10.88 21.71,11.41L21.41,11.6C20.84,12 20.5,12.61 20.5,13.3V13.5H19V13.3C19,12.11 19.6,11 20.59,10.35L20.88,10.16C21.27,9.9 21.5,9.47 21.5,9A1.5,1.5 0 0,0 20,7.5A1.5,1.5 0 0,0 18.5,9V9.5M9,13C11.67,13 17,14.34 17,17V20H1V17C1,14.34 6.33,13 9,13M9,4A4,4 0 0,1 13,8A4,4 0 0,1 9,12A4,4 0 0,1 5,8A4,4 0 0,1 9,4M9,14.9C6.03,14.9 2.9,16.36 2.9,17V18.1H15.1V17C15.1,16.36 11.97,14.9 9,14.9M9,5.9A2.1,2.1 0 0,0 6.9,8A2.1,2.1 0 0,0 9,10.1A2.1,2.1 0 0,0 11.1,8A2.1,2.1 0 0,0 9,5.9Z";var P="M11,15H13V17H11V15M11,7H13V13H11V7M12,2C6.47,2 2,6.5 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M12,20A8,8 0 0,1 4,12A8,8 0 0,1 12,4A8,8 0 0,1 20,12A8,8 0 0,1 12,20Z";var n5="M14,16V21H10V18H9A3,3 0 0,1 6,15V12A1,1 0 0,1 7,11A1,1 0 0,1 8,12V15C8,15.56 8.45,16 9,16H10V6A2,2 0 0,1 12,4A2,2 0 0,1 14,6V14H15A1,1 0 0,0 16,13V11A1,1 0 0,1 17,10A1,1 0 0,1 18,11V13A3,3 0 0,1 15,16H14Z";var m2="M6 1V3H5C3.89 3 3 3.89 3 5V19C3 20.1 3.89 21 5 21H11.1C12.36 22.24 14.09 23 16 23C19.87 23 23 19.87 23 16C23 14.09 22.24 12.36 21 11.1V5C21 3.9 20.11 3 19 3H18V1H16V3H8V1M5 5H19V7H5M5 9H19V9.67C18.09 9.24 17.07 9 16 9C12.13 9 9 12.13 9 16C9 17.07 9.24 18.09 9.67 19H5M16 11.15C18.68 11.15 20.85 13.32 20.85 16C20.85 18.68 18.68 20.85 16 20.85C13.32 20.85 11.15 18.68 11.15 16C11.15 13.32 13.32 11.15 16 11.15M15 13V16.69L18.19 18.53L18.94 17.23L16.5 15.82V13Z";var p5="M16,10L15.8,11H13.5A0.5,0.5 0 0,0 13,11.5A0.5,0.5 0 0,0 13.5,12H15.6L14.6,17H12.5A0.5,0.5 0 0,0 12,17.5A0.5,0.5 0 0,0 12.5,18H14.4L14,20A2,2 0 0,1 12,22A2,2 0 0,1 10,20L9,15H10.5A0.5,0.5 0 0,0 11,14.5A0.5,0.5 0 0,0 10.5,14H8.8L8,10C8,8.8 8.93,7.77 10.29,7.29L8.9,5.28C8.59,4.82 8.7,4.2 9.16,3.89C9.61,3.57 10.23,3.69 10.55,4.14L11,4.8V3A1,1 0 0,1 12,2A1,1 0 0,1 13,3V5.28L14.5,3.54C14.83,3.12 15.47,3.07 15.89,3.43C16.31,3.78 16.36,4.41 16,4.84L13.87,7.35C15.14,7.85 16,8.85 16,10Z";var l2="M12 2C6.5 2 2 6.5 2 12S6.5 22 12 22 22 17.5 22 12 17.5 2 12 2M12 20C7.59 20 4 16.41 4 12S7.59 4 12 4 20 7.59 20 12 16.41 20 12 20M16.59 7.58L10 14.17L7.41 11.59L6 13L10 17L18 9L16.59 7.58Z";var i1="M8.59,16.58L13.17,12L8.59,7.41L10,6L16,12L10,18L8.59,16.58Z";var c="M19.8 22.6L17.15 20H6.5Q4.2 20 2.6 18.4T1 14.5Q1 12.58 2.19 11.08 3.38 9.57 5.25 9.15 5.33 8.95 5.4 8.76 5.5 8.57 5.55 8.35L1.4 4.2L2.8 2.8L21.2 21.2M6.5 18H15.15L7.1 9.95Q7.05 10.23 7.03 10.5 7 10.73 7 11H6.5Q5.05 11 4.03 12.03 3 13.05 3 14.5 3 15.95 4.03 17 5.05 18 6.5 18M11.13 14M21.6 18.75L20.15 17.35Q20.58 17 20.79 16.54 21 16.08 21 15.5 21 14.45 20.27 13.73 19.55 13 18.5 13H17V11Q17 8.93 15.54 7.46 14.08 6 12 6 11.33 6 10.7 6.16 10.07 6.33 9.5 6.68L8.05 5.23Q8.93 4.63 9.91 4.31 10.9 4 12 4 14.93 4 16.96 6.04 19 8.07 19 11 20.73 11.2 21.86 12.5 23 13.78 23 15.5 23 16.5 22.63 17.31 22.25 18.15 21.6 18.75M14.83 12.03Z";var m5="M3,13A9,9 0 0,0 12,22C12,17 7.97,13 3,13M12,5.5A2.5,2.5 0 0,1 14.5,8A2.5,2.5 0 0,1 12,10.5A2.5,2.5 0 0,1 9.5,8A2.5,2.5 0 0,1 12,5.5M5.6,10.25A2.5,2.5 0 0,0 8.1,12.75C8.63,12.75 9.12,12.58 9.5,12.31C9.5,12.37 9.5,12.43 9.5,12.5A2.5,2.5 0 0,0 12,15A2.5,2.5 0 0,0 14.5,12.5C14.5,12.43 14.5,12.37 14.5,12.31C14.88,12.58 15.37,12.75 15.9,12.75C17.28,12.75 18.4,11.63 18.4,10.25C18.4,9.25 17.81,8.4 16.97,8C17.81,7.6 18.4,6.74 18.4,5.75C18.4,4.37 17.28,3.25 15.9,3.25C15.37,3.25 14.88,3.41 14.5,3.69C14.5,3.63 14.5,3.56 14.5,3.5A2.5,2.5 0 0,0 12,1A2.5,2.5 0 0,0 9.5,3.5C9.5,3.56 9.5,3.63 9.5,3.69C9.12,3.41 8.63,3.25 8.1,3.25A2.5,2.5 0 0,0 5.6,5.75C5.6,6.74 6.19,7.6 7.03,8C6.19,8.4 5.6,9.25 5.6,10.25M12,22A9,9 0 0,0 21,13C16,13 12,17 12,22Z";var l5="M3,13A9,9 0 0,0 12,22A9,9 0 0,0 3,13M12,22A9,9 0 0,0 21,13A9,9 0 0,0 12,22M18,3V8A6,6 0 0,1 12,14A6,6 0 0,1 6,8V3C6.74,3 7.47,3.12 8.16,3.39C8.71,3.62 9.2,3.96 9.61,4.39L12,2L14.39,4.39C14.8,3.96 15.29,3.62 15.84,3.39C16.53,3.12 17.26,3 18,3Z";var v5="M16 13H15.5C14.8 11.7 14.3 10 13.8 8.3L14.7 9.2C17.4 11.3 19.8 10.9 19.8 10.9S20.5 7.1 17.8 5.1C15.5 3.3 13.4 3.3 12.8 3.4C12.7 2.8 12.7 2.3 12.6 1.9L11.2 2C11.2 5.2 8.5 11.1 7.6 13C5.6 13.2 4 14.9 4 17C4 19.2 5.8 21 8 21C9.1 21 10 20.6 10.7 19.9C10.3 19 10 18 10 17S10.3 15 10.7 14.1C10.3 13.7 9.7 13.4 9.2 13.2C9.9 11.7 11.1 9 11.9 6.4C12.3 8.7 13.1 11.4 14.1 13.5C12.9 14.2 12 15.5 12 17C12 19.2 13.8 21 16 21S20 19.2 20 17 18.2 13 16 13M8 15.5C7.2 15.5 6.5 16.2 6.5 17H5.5C5.5 15.6 6.6 14.5 8 14.5V15.5M16 15.5C15.2 15.5 14.5 16.2 14.5 17H13.5C13.5 15.6 14.6 14.5 16 14.5V15.5Z";var v2="M12 20H2V18H7.75C7 15.19 4.81 13 2 12.26C2.64 12.1 3.31 12 4 12C8.42 12 12 15.58 12 20M22 12.26C21.36 12.1 20.69 12 20 12C17.07 12 14.5 13.58 13.12 15.93C13.41 16.59 13.65 17.28 13.79 18C13.92 18.65 14 19.32 14 20H22V18H16.24C17 15.19 19.19 13 22 12.26M15.64 11C16.42 8.93 17.87 7.18 19.73 6C15.44 6.16 12 9.67 12 14V14C12.95 12.75 14.2 11.72 15.64 11M11.42 8.85C10.58 6.66 8.88 4.89 6.7 4C8.14 5.86 9 8.18 9 10.71C9 10.92 8.97 11.12 8.96 11.32C9.39 11.56 9.79 11.84 10.18 12.14C10.39 10.96 10.83 9.85 11.42 8.85Z";var O1="M17,8C8,10 5.9,16.17 3.82,21.34L5.71,22L6.66,19.7C7.14,19.87 7.64,20 8,20C19,20 22,3 22,3C21,5 14,5.25 9,6.25C4,7.25 2,11.5 2,13.5C2,15.5 3.75,17.25 3.75,17.25C7,8 17,8 17,8Z";var x2="M20,11H23V13H20V11M1,11H4V13H1V11M13,1V4H11V1H13M4.92,3.5L7.05,5.64L5.63,7.05L3.5,4.93L4.92,3.5M16.95,5.63L19.07,3.5L20.5,4.93L18.37,7.05L16.95,5.63M12,6A6,6 0 0,1 18,12C18,14.22 16.79,16.16 15,17.2V19A1,1 0 0,1 14,20H10A1,1 0 0,1 9,19V17.2C7.21,16.16 6,14.22 6,12A6,6 0 0,1 12,6M14,21V22A1,1 0 0,1 13,23H11A1,1 0 0,1 10,22V21H14M11,18H13V15.87C14.73,15.43 16,13.86 16,12A4,4 0 0,0 12,8A4,4 0 0,0 8,12C8,13.86 9.27,15.43 11,15.87V18Z";var s2="M19,13H5V11H19V13Z";var x5="M12 9C13.59 16.61 10 22 10 22H13C14.88 16.2 14 12.09 13.5 10M15.66 7.16C15.83 7.37 16 7.59 16.13 7.82C17.84 10.53 17.5 13.95 15.5 16.26C16.34 14.21 16.22 11.79 14.95 9.77C14.87 9.64 14.78 9.53 14.7 9.41C14.11 8.58 13.36 7.92 12.54 7.43C9.66 8.35 7.58 11.04 7.58 14.22C7.58 14.96 7.69 15.67 7.89 16.33C7.05 15.16 6.56 13.73 6.56 12.19C6.56 9.84 7.7 7.76 9.45 6.46C8 6.35 6.46 6.67 5.12 7.5C4.5 7.91 3.96 8.38 3.5 8.91C4.05 7.58 5 6.39 6.3 5.57C7.8 4.63 9.5 4.32 11.14 4.56C10.73 4 10.23 3.47 9.63 3C9.05 2.58 8.42 2.24 7.76 2C9.2 2.04 10.64 2.5 11.87 3.43C12.5 3.9 13 4.47 13.4 5.07C13.5 5.07 13.59 5.06 13.69 5.06C16.89 5.06 19.6 7.17 20.5 10.08C19.38 8.5 17.65 7.43 15.66 7.16Z";var Z2="M19,13H13V19H11V13H5V11H11V5H13V11H19V13Z";var g1="M2,22V20C2,20 7,18 12,18C17,18 22,20 22,20V22H2M11.3,9.1C10.1,5.2 4,6.1 4,6.1C4,6.1 4.2,13.9 9.9,12.7C9.5,9.8 8,9 8,9C10.8,9 11,12.4 11,12.4V17C11.3,17 11.7,17 12,17C12.3,17 12.7,17 13,17V12.8C13,12.8 13,8.9 16,7.9C16,7.9 14,10.9 14,12.9C21,13.6 21,4 21,4C21,4 12.1,3 11.3,9.1Z";var o1="M18,18H6V6H18V18Z";var u2="M11,21V16.74C10.53,16.91 10.03,17 9.5,17C7,17 5,15 5,12.5C5,11.23 5.5,10.09 6.36,9.27C6.13,8.73 6,8.13 6,7.5C6,5 8,3 10.5,3C12.06,3 13.44,3.8 14.25,5C14.33,5 14.41,5 14.5,5A5.5,5.5 0 0,1 20,10.5A5.5,5.5 0 0,1 14.5,16C14,16 13.5,15.93 13,15.79V21H11Z";var X="M12,20A6,6 0 0,1 6,14C6,10 12,3.25 12,3.25C12,3.25 18,10 18,14A6,6 0 0,1 12,20Z";var S2="M22 16H2V18H4V22H20V18H22V16M10.44 15C10.19 15 10 14.81 9.95 14.56L9.57 11.56C9.57 11.54 9.57 11.5 9.57 11.5C9.57 11.22 9.79 11 10.07 11H13.93C13.95 11 13.97 11 14 11C14.27 11.04 14.46 11.29 14.43 11.56L14.05 14.56C14 14.81 13.81 15 13.56 15H10.44M19 2L21.56 6.68C21.6 6.78 21.61 6.89 21.61 7C21.61 7.56 21.16 8 20.61 8H19V15H17V8H13V10H11V8H7V15H5V8H3.62C3.46 8 3.31 7.96 3.16 7.89C2.67 7.64 2.47 7.04 2.72 6.55L5 2H19Z";var k1="M18.5 7.47C17.76 8.2 17.57 9.25 17.92 10.15L15 13.07V11C15 10.45 14.55 10 14 10H12.97C13 9.83 13 9.67 13 9.5C13 6.46 10.54 4 7.5 4S2 6.46 2 9.5C2 11.21 2.78 12.73 4 13.74V20C4 20.55 4.45 21 5 21H14C14.55 21 15 20.55 15 20V15.89L19.33 11.56C20.23 11.91 21.28 11.73 22 11L18.5 7.47M4.05 10C4.03 9.83 4 9.67 4 9.5C4 7.57 5.57 6 7.5 6S11 7.57 11 9.5C11 9.67 10.97 9.83 10.95 10M13 19H6V12H13V19Z";var p3={carnivorous:g1,climber:O1,fern:O1,flower:m5,fruit:v5,grass:v2,herb:O1,houseplant:g1,lawn:v2,orchid:l5,palm:x5,shrub:u2,succulent:n5,tree:u2,vegetable:p5};function W(M){return M&&p3[M]||g1}function m(M){return e1`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${M}></path></svg>`}var u=s`
  :host {
    --plant-leaf: var(--success-color, #43a047);
    --plant-water: var(--light-blue-color, #039be5);
    --plant-warn: var(--warning-color, #ffa600);
    --plant-bad: var(--error-color, #db4437);
    --plant-text: var(--primary-text-color, #212121);
    --plant-quiet: var(--secondary-text-color, #727272);
    --plant-line: var(--divider-color, rgba(0, 0, 0, 0.12));
    --plant-field: color-mix(in srgb, var(--plant-text) 7%, transparent);
    color: var(--plant-text);
    font-size: 14px;
    line-height: 1.4;
  }
  * {
    box-sizing: border-box;
  }
  svg.icon {
    inline-size: 20px;
    block-size: 20px;
    fill: currentColor;
    flex: none;
  }
  button {
    font: inherit;
    color: inherit;
    border: 0;
    background: none;
    cursor: pointer;
    min-block-size: 44px;
    min-inline-size: 44px;
    border-radius: 22px;
    -webkit-tap-highlight-color: transparent;
  }
  button:focus-visible,
  a:focus-visible,
  input:focus-visible,
  [tabindex]:focus-visible {
    outline: 2px solid var(--primary-color, #03a9f4);
    outline-offset: 2px;
  }
  .pill {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    padding-inline: 18px;
    font-weight: 500;
    white-space: nowrap;
    background: var(--plant-field);
  }
  .pill.water {
    background: color-mix(in srgb, var(--plant-water) 18%, transparent);
  }
  .pill.water svg {
    fill: var(--plant-water);
  }
  .pill.strong {
    background: color-mix(in srgb, var(--plant-water) 75%, black);
    color: #fff;
  }
  .pill.stop {
    background: color-mix(in srgb, var(--plant-bad) 88%, black);
    color: #fff;
  }
  .pill:hover {
    filter: brightness(1.06);
  }
  .pill[disabled],
  .pill[aria-disabled="true"] {
    opacity: 0.5;
    cursor: default;
  }
  .row {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 8px;
  }
  .push {
    margin-inline-start: auto;
  }
  .quiet {
    color: var(--plant-quiet);
  }
  .error {
    color: color-mix(in srgb, var(--plant-bad) 75%, var(--plant-text));
    margin: 0;
    overflow-wrap: anywhere;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
    }
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;var m3={unknown:"none",dry:"bad",wet:"wet",good:"good"};function Y({moisture:M,moisture_min:V,moisture_max:C}){let H=M?.value??null;return H===null?"unknown":H<V?"dry":H>C?"wet":"good"}function w1(M){return`tone-${m3[M]}`}function b1({moisture:M,moisture_min:V,moisture_max:C}){let H=M?.value??null;return o`
    <div class="track ${M&&M.quality<1?"doubted":""}" aria-hidden="true">
      <div class="right" style="inset-inline:${V}% ${100-C}%"></div>
      ${H===null?A:o`<div class="needle" style="inset-inline-start:${H}%"></div>`}
    </div>
  `}var y1=s`
  .tone-good {
    --tone: var(--plant-leaf);
  }
  .tone-warn {
    --tone: var(--plant-warn);
  }
  .tone-bad {
    --tone: var(--plant-bad);
  }
  .tone-wet {
    --tone: var(--plant-water);
  }
  .tone-none {
    --tone: var(--plant-quiet);
  }
  .face {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 48px;
    block-size: 48px;
    padding: 0;
    border-radius: 50%;
    overflow: hidden;
    color: var(--tone);
    background: color-mix(in srgb, var(--tone) 16%, transparent);
  }
  .face svg.icon {
    inline-size: 26px;
    block-size: 26px;
  }
  .face img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .track {
    position: relative;
    block-size: 10px;
    border-radius: 5px;
    background: var(--plant-field);
  }
  .right {
    position: absolute;
    inset-block: 0;
    border-radius: 5px;
    background: color-mix(in srgb, var(--plant-leaf) 45%, transparent);
  }
  .needle {
    position: absolute;
    inset-block-start: -4px;
    inline-size: 18px;
    block-size: 18px;
    margin-inline-start: -9px;
    border-radius: 50%;
    background: var(--tone);
    border: 3px solid var(--ha-card-background, var(--card-background-color, #fff));
    box-shadow: 0 1px 3px rgb(0 0 0 / 30%);
    transition: inset-inline-start 0.6s;
  }
  .doubted .needle {
    opacity: 0.55;
  }
`;function B({run:M,outlet:V}){return!!M?.active||V==="open"||V==="unknown"}function P1(M,V){let C=Math.min(M.delivered_ml,M.amount_ml);if(M.state!=="watering"||!M.opened_at||M.planned_seconds<=0)return{share:s5(C,M.amount_ml),ml:C,secondsLeft:0};let H=Math.max(0,(V-Date.parse(M.opened_at))/1e3),L=M.earlier_ml+M.pulse_ml*Math.min(1,H/M.planned_seconds),r=Math.min(M.amount_ml,Math.max(C,L));return{share:s5(r,M.amount_ml),ml:r,secondsLeft:Math.max(0,M.planned_seconds-H)}}function s5(M,V){return V>0?Math.min(1,Math.max(0,M/V)):0}function B1(M){return M.problems.length>0||M.awaiting_approval||Y(M)==="dry"}function l3({moisture:M,moisture_min:V,moisture_max:C}){let H=M?.value??null;return H===null||C<=V?1/0:(H-V)/(C-V)}function Z5(M){let V=[...M].map(C=>({plant:C,calls:B1(C),share:l3(C)}));return V.sort((C,H)=>C.calls!==H.calls?C.calls?-1:1:C.share!==H.share?C.share<H.share?-1:1:C.plant.name.localeCompare(H.plant.name)||(C.plant.plant_id<H.plant.plant_id?-1:1)),V.map(({plant:C})=>C)}function u5(M,V){return M.filter((C,H)=>H<V||B(C)||B1(C))}var S5=6e4,c5=1e3,v3=.2,T1=class extends x{constructor(){super(...arguments);this.say=Z("en");this.order=[]}static{this.styles=[u,a5]}static{this.properties={config:{state:!0}}}static{this.getConfigForm=e5}static{this.getStubConfig=t5}setConfig(C){this.config=C}getCardSize(){return 6}getGridOptions(){return{columns:12,min_columns:6,rows:"auto"}}set hass(C){let H=this.home;this.home=C,(H?.locale!==C.locale||H.language!==C.language||H.config!==C.config)&&(this.formats=new y(C),q(C.language,r=>{this.say=r,this.requestUpdate()}));let L=j(C);L!==this.garden&&(this.garden=L,this.follow())}connectedCallback(){super.connectedCallback(),this.follow(),this.timer=setInterval(()=>this.requestUpdate(),S5)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.timer),this.unfollow?.(),this.unfollow=void 0}follow(){this.unfollow?.(),this.unfollow=this.isConnected?this.garden?.followAll(()=>this.requestUpdate()):void 0,this.requestUpdate()}render(){let{config:C,home:H,garden:L}=this;if(!C||!H||!L)return A;let r=[...L.plants.values()].filter(e=>i5(C,e));return o`<ha-card class=${r.length&&!L.live?"stale":""}>
      ${r.length?this.all(r,C,H,L):this.none(H,L)}
    </ha-card>`}none(C,H){if(!H.live)return this.message(H.failed?"silent":"loading");if(H.plants.size>0)return this.message("noPlantsHere");if(H.untold.length>0||H.hubs.some(r=>!r.loaded))return this.unknown(this.config,C,H);if(!C.user?.is_admin)return this.message("noPlantsForYou");let L="/config/integrations/integration/plantos";return o`
      ${this.message("noPlants")}
      <button class="pill strong" @click=${()=>k(L)}>${this.say("addPlant")}</button>
    `}message(C){return o`<div class="message" role="status">${m(W(void 0))}<p>${this.say(C)}</p></div>`}all(C,H,L,r){let{say:e,formats:t}=this,i=u5(this.sorted(C),o5(H)),d=C.length-i.length,n=Math.floor(r.now()/S5);return o`
      ${this.header(C,H,r)}
      ${r.live?this.unknown(H,L,r):this.note(e("stale"))}
      <ul class="plants" role="list">
        ${h1(i,a=>a.device_id,a=>o`<li>
            <plantos-garden-row
              .hass=${L}
              .garden=${r}
              .plant=${a}
              .formats=${t}
              .say=${e}
              .minute=${n}
              .live=${r.live}
            ></plantos-garden-row>
          </li>`)}
      </ul>
      ${d?o`<p class="note">${e("hidden",{count:t.number(d)})}</p>`:A}
      ${this.supplies(C,H)}
    `}sorted(C){let H=Z5(C),L=H.map(e=>e.device_id);return!(L.length===this.order.length&&L.every(e=>this.order.includes(e)))||!this.renderRoot.querySelector(".plants:hover, .plants:focus-within")?(this.order=L,H):H.sort((e,t)=>this.order.indexOf(e.device_id)-this.order.indexOf(t.device_id))}note(C){return o`<p class="note" role="status">${m(c)}<bdi>${C}</bdi></p>`}unknown({hub:C,areas:H},{devices:L},r){let e=r.hubs.filter(d=>!d.loaded&&(!C||d.hub_id===C)),t=[H??[]].flat(),i=r.untold.flatMap(d=>{let n=L[d];return t.length>0&&!t.includes(n?.area_id??"")?[]:n?.name_by_user||n?.name||[]});return o`
      ${e.map(({name:d})=>this.note(this.say("hubOff",{hub:d})))}
      ${i.length?this.note(this.say("untoldPlants",{plants:i.join(", ")})):A}
    `}header(C,H,L){let{say:r,formats:e}=this,t=C.filter(B1).length,i=L.live&&L.untold.length===0,d=C.some(({health:a})=>a.status==="unknown")?"noneCalls":"allWell",n=t===0?r(i?d:"notKnown"):r(t===1?"onePlantCalls":"plantsCall",{count:e.number(t)});return o`
      <header role="presentation">
        <h2><bdi>${H.title||r("garden")}</bdi></h2>
        <span class="state ${t||!i?"calls":""}"><bdi>${n}</bdi></span>
      </header>
    `}supplies(C,H){let L=new Map;for(let{supply:e}of C)e?.has_tank&&L.set(e.supply_id,e);let r=H.show_tanks===!1?[]:[...L.values()];return r.length===0&&H.show_water===!1?A:o`
      <footer role="presentation">
        ${r.map(e=>this.tank(e))} ${H.show_water===!1?A:this.weeks(C)}
      </footer>
    `}tank({name:C,tank_l:H,capacity_l:L}){let{say:r,formats:e}=this,t=H===null||!L?null:Math.min(1,Math.max(0,H/L)),i=H===null?r("tankUnknown"):L?r("tankOf",{level:e.litres(H),capacity:e.litres(L)}):e.litres(H),d=t!==null&&t<v3;return o`
      <div class="supply ${d?"low":""}">
        ${m(S2)}
        <div class="line">
          <span><bdi>${C}</bdi></span>
          <span class="quiet"><bdi>${d?`${r("tankLow")} · ${i}`:i}</bdi></span>
        </div>
        ${t===null?A:this.bar(t,"tank",C,i)}
      </div>
    `}weeks(C){let H=h5(C,"week_ml")/c5,L=h5(C,"last_week_ml")/c5,r=Math.max(H,L);return o`
      <div class="supply">
        ${m(X)} ${this.week("thisWeek",H,r)} ${this.week("lastWeek",L,r)}
      </div>
    `}week(C,H,L){let r=this.say(C),e=this.formats.litres(H);return o`
      <div class="line">
        <span><bdi>${r}</bdi></span><span class="quiet"><bdi>${e}</bdi></span>
      </div>
      ${this.bar(L>0?H/L:0,C,r,e)}
    `}bar(C,H,L,r){return o`<div
      class="bar ${H}"
      role="meter"
      aria-label=${L}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(C*100)}
      aria-valuetext=${r}
    >
      <div style="inline-size:${C*100}%"></div>
    </div>`}};function h5(M,V){return M.reduce((C,H)=>C+H[V],0)}function R1(M,V,C,H){if(M.watering_off)return{told:H("off")};if(!M.automatic)return{told:H("nextByHand")};if(M.postponed_until)return{told:H("postponed",{until:C.moment(Date.parse(M.postponed_until),V)})};if(M.decision.denied)return{told:H("nextHeld")};let L=M.next_watering;if(!L)return{told:H("nextNone")};let r=Date.parse(L.at);if(r<=V)return{told:H("nextNow")};let e=L.earliest&&L.latest?C.between(Date.parse(L.earliest),Date.parse(L.latest),V):C.span(r,V);return{told:C.moment(r,V),between:e}}var F1=class extends x{constructor(){super(...arguments);this.minute=0;this.live=!0;this.focused=null}static{this.properties={plant:{attribute:!1},formats:{attribute:!1},say:{attribute:!1},minute:{attribute:!1},live:{attribute:!1}}}static{this.styles=[u,y1,s`
      :host {
        display: block;
      }
      .plant {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: 12px;
        inline-size: 100%;
        padding: 8px;
        border-radius: 12px;
        text-align: start;
      }
      .plant:hover {
        background: var(--plant-field);
      }
      .face {
        inline-size: 40px;
        block-size: 40px;
      }
      .face svg.icon {
        inline-size: 22px;
        block-size: 22px;
      }
      .name {
        display: block;
        font-weight: 500;
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .more {
        display: block;
        font-size: 12px;
        color: var(--plant-quiet);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .more.problem {
        white-space: normal;
        color: var(--plant-text);
      }
      .problem svg.icon {
        inline-size: 14px;
        block-size: 14px;
        margin-inline-end: 4px;
        vertical-align: -2px;
        color: var(--plant-warn);
      }
      .moisture {
        display: grid;
        gap: 6px;
        inline-size: 84px;
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      .moisture strong {
        font-size: 16px;
        font-weight: 500;
        line-height: 1.2;
      }
      .track {
        display: block;
        block-size: 6px;
      }
      .needle {
        inset-block-start: -3px;
        inline-size: 12px;
        block-size: 12px;
        margin-inline-start: -6px;
        border-width: 2px;
      }
      plantos-run-panel {
        display: block;
        margin: 4px 8px 8px;
      }
    `]}willUpdate(){this.focused=this.shadowRoot?.activeElement?.closest("plantos-run-panel")??null}updated(){this.focused&&!this.focused.isConnected&&this.renderRoot.querySelector("button")?.focus()}render(){let{plant:C,formats:H,say:L}=this,r=Y(C),e=C.moisture?.value??null,[t]=C.problems;return o`
      <button class="plant ${w1(r)}" @click=${this.open}>
        <span class="face">${m(W(C.species?.group))}</span>
        <span>
          <bdi class="name">${C.name}</bdi>
          ${t?o`<span class="more problem">${m(P)}<bdi>${t.sentence}</bdi></span>`:o`<bdi class="more">${this.next(C)}</bdi>`}
        </span>
        ${C.moisture?o`<span class="moisture">
              <strong><bdi>${e===null?"–":H.percent(e)}</bdi></strong>
              <span class="unseen">${L(r)}</span>
              ${b1(C)}
            </span>`:A}
      </button>
      ${B(C)?o`<plantos-run-panel
            .hass=${this.hass}
            .garden=${this.garden}
            .plant=${C}
            .formats=${H}
            .say=${L}
            .live=${this.live}
          ></plantos-run-panel>`:A}
    `}next(C){return this.say("nextAt",{when:R1(C,this.garden.now(),this.formats,this.say).told})}open(){let{entities:C,device_id:H}=this.plant,L=C.moisture??C.watering_status??Object.values(C)[0];L?t1(this,L):this.hass.user?.is_admin&&k(`/config/devices/device/${H}`)}};var f5=s`
  :host([hidden]) {
    display: none;
  }
  ha-card {
    display: flex;
    flex-direction: column;
    gap: 20px;
    padding: 16px;
  }
  h2 {
    margin: 0 0 4px;
    font-size: 16px;
    font-weight: 500;
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding-block: 8px;
  }
  li + li {
    border-block-start: 1px solid var(--plant-line);
  }
  li > svg.icon {
    color: var(--plant-warn);
  }
  .what {
    flex: 1 1 180px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .what strong {
    display: block;
    font-weight: 500;
  }
  .what .quiet {
    font-size: 13px;
  }
  .go {
    display: grid;
    place-items: center;
  }
  .go:dir(rtl) svg {
    transform: scaleX(-1);
  }
  .fine {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 0;
  }
  .fine svg.icon {
    color: var(--plant-quiet);
  }
  .nothingBroken svg.icon {
    color: var(--plant-leaf);
  }
  .asks .what {
    flex-basis: 100%;
  }
`;var E1="plantos-maintenance-card",x3=6e4,s3="/config/integrations/integration/plantos",Z3="/config/logs",u3={outlet:"part_outlet",moisture:"limits_moisture",temperature:"limits_temperature",humidity:"limits_humidity",illuminance:"limits_illuminance"},D1=class extends x{constructor(){super(...arguments);this.say=Z("en");this.failure="";this.unread="";this.busy=new Set;this.failedRuns="";this.breakers=""}static{this.styles=[u,f5]}static{this.properties={commands:{state:!0},failure:{state:!0},unread:{state:!0},busy:{state:!0},asked:{state:!0}}}setConfig(){}getCardSize(){return 5}getGridOptions(){return{columns:12,min_columns:6,rows:"auto"}}set hass(C){let H=this.home;this.home=C,this.toggleAttribute("hidden",!C.user?.is_admin),(H?.locale!==C.locale||H.language!==C.language||H.config!==C.config)&&(this.formats=new y(C),q(C.language,e=>{this.say=e,this.requestUpdate()}));let L=O5(C).join();L!==this.breakers&&(this.breakers=L,this.requestUpdate());let r=j(C);r!==this.garden&&(this.garden=r,this.follow())}connectedCallback(){super.connectedCallback(),this.follow(),this.timer=setInterval(()=>{this.load()},x3)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.timer),this.unfollow?.(),this.unfollow=void 0}follow(){this.unfollow?.(),this.unfollow=void 0,!(!this.isConnected||!this.garden||!this.home?.user?.is_admin)&&(this.unfollow=this.garden.followAll(()=>this.hear()),this.load())}hear(){let C=this.plants.flatMap(({run:H})=>H?.failure?H.run_id:[]).join();(C!==this.failedRuns||this.unread&&this.garden?.live)&&this.load(),this.failedRuns=C,this.requestUpdate()}get plants(){return[...this.garden?.plants.values()??[]].sort((C,H)=>C.name.localeCompare(H.name))}willUpdate(){this.focusedIn=this.shadowRoot?.activeElement?.closest("li")?.dataset.key}updated(C){let H=this.focusedIn;if(!H||this.shadowRoot?.activeElement)return;let L=[...this.renderRoot.querySelectorAll("li")].find(t=>t.dataset.key===H),r=C.get("asked");(L?.querySelector(r&&!this.asked?`.${r.deed}`:"button")??this.renderRoot.querySelector("h2, .fine"))?.focus()}render(){let{home:C,garden:H}=this;if(!C?.user?.is_admin||!H)return A;let L=this.failure||this.unread,r=[this.section("hubsOff",this.hubsOff(H)),this.section("maintenanceProblems",[...this.untold(C,H),...this.problems()]),this.section("doubtedProbes",this.doubted()),this.section("openBreakers",this.opened(C)),this.section("failedCommands",this.failed())].filter(e=>e!==A);return o`<ha-card>
      ${H.live&&H.known?A:this.state(c,H.known?"stale":"loading")}
      ${r} ${H.live&&r.length===0?this.whole():A}
      ${L?o`<p class="error" role="alert">${this.say("failed",{error:L})}</p>`:A}
    </ha-card>`}whole(){return this.unread?this.state(c,"notAllKnown"):this.commands?this.state(l2,"nothingBroken"):this.state(c,"loading")}state(C,H){return o`<p class="fine ${H}" role="status" tabindex="-1">${m(C)}${this.say(H)}</p>`}section(C,H){return H.length===0?A:o`<section>
          <h2 tabindex="-1">${this.say(C)}</h2>
          <ul role="list">
            ${h1(H,({key:L})=>L,({key:L,shown:r})=>o`<li data-key=${L} aria-busy=${this.busy.has(L)}>${r}</li>`)}
          </ul>
        </section>`}told(C,H){return o`<div class="what"><strong><bdi>${C}</bdi></strong><span class="quiet"><bdi>${H}</bdi></span></div>`}lead(C,H){return o`<button class="go" aria-label=${H} @click=${()=>k(C)}>${m(i1)}</button>`}hubsOff({hubs:C}){return C.filter(H=>!H.loaded).map(({hub_id:H,name:L})=>({key:H,shown:o`${m(c)}${this.told(L,this.say("hubOffShort"))}${this.lead(s3,`${this.say("openSettings")}: ${L}`)}`}))}untold({devices:C},H){return H.untold.map(L=>{let r=C[L]?.name_by_user||C[L]?.name||"PlantOS",e=o`${m(P)}${this.told(r,this.say("untold"))}${this.lead(Z3,`${this.say("fix")}: ${r}`)}`;return{key:L,shown:e}})}problems(){return this.plants.flatMap(({device_id:C,name:H,problems:L})=>L.map(({key:r,sentence:e,path:t})=>({key:`${C} ${r}`,shown:o`${m(P)}${this.told(H,e)}${this.lead(t,`${this.say("fix")}: ${H}`)}`})))}doubted(){return this.plants.flatMap(({name:C,moisture:H,device_id:L})=>{if(H?.quality!==0)return[];let{value:r}=H,e=r===null?this.say("doubtedSilent"):this.say("doubtedValue",{value:this.formats.percent(r)});return{key:L,shown:o`${this.told(C,e)}${this.lead(`/config/devices/device/${L}`,C)}`}})}opened(C){return O5(C).map(H=>{let[L="",r=""]=H.split(":"),e=()=>this.act(H,"reset_circuit_breaker",{device:H},{entity_id:"all"}),t=this.nameOf(L),i=u3[r],d=this.told(t??"PlantOS",i?this.say(i):r);return{key:H,shown:o`${d} ${t?this.button(H,"trustAgain",e):A}`}})}nameOf(C){return this.plants.find(L=>L.plant_id===C)?.name??this.plants.find(({supply:L})=>L?.supply_id===C)?.supply?.name}failed(){let{formats:C}=this,H=this.garden?.now()??0;return(this.commands??[]).map(L=>{let{command_id:r,amount_ml:e,plant_name:t}=L,i=C.moment(Date.parse(L.requested_at),H),d=this.told(`${t} · ${C.ml(e)}`,`${i}: ${L.reason}`);return{key:r,shown:o`${d} ${this.asked?.id===r?this.question(L,this.asked.deed):this.deeds(r)}`}})}deeds(C){let H=L=>()=>this.asked={id:C,deed:L};return o`<span class="row">
      ${this.button(C,"replay",H("replay"),"strong")} ${this.button(C,"forget",H("forget"))}
    </span>`}question({command_id:C,amount_ml:H,plant_name:L},r){let e=this.formats.ml(H),t=r==="replay"?this.say("replayAsks",{ml:e,plant:L}):this.say("forgetAsks"),i=r==="replay"?this.say("give",{ml:e}):this.say("forget"),d=async()=>{this.asked=void 0,await this.act(C,r==="replay"?"replay_failed_command":"purge_failed_commands",{command_id:C})};return o`<span class="row asks" role="group" aria-label=${t} @keydown=${a=>a.key==="Escape"&&(this.asked=void 0)}>
      <span class="what"><bdi>${t}</bdi></span>
      <button class="pill" @click=${()=>this.asked=void 0}>${this.say("cancel")}</button>
      <button class="pill ${r==="replay"?"strong":"stop"}" @click=${d}>${i}</button>
    </span>`}button(C,H,L,r=""){let e=this.busy.has(C);return o`<button class="pill ${H} ${r}" aria-disabled=${e} @click=${()=>e||L()}>${this.say(H)}</button>`}async act(C,H,L,r){if(!(!this.home||this.busy.has(C))){this.busy=new Set([...this.busy,C]),this.failure="";try{await this.home.callService("plantos",H,L,r,!1)}catch(e){this.failure=await S(this.home,e)}finally{this.busy=new Set([...this.busy].filter(e=>e!==C)),await this.load()}}}async load(){if(this.home?.user?.is_admin)try{let{response:C}=await this.home.callService("plantos","list_failed_commands",{},void 0,!1,!0);this.commands=C.commands,this.unread=""}catch(C){this.unread=await S(this.home,C)}}};function O5(M){return Object.values(M.entities).filter(V=>V.platform==="plantos"&&V.translation_key==="status").flatMap(V=>M.states[V.entity_id]?.attributes.open_breakers??[])}function g5(M,V,C){let H=M.moisture.map(([r,e])=>({at:Date.parse(r),value:e})),L=H.at(-1);return L&&L.at>V&&H.pop(),C!==null&&H.push({at:V,value:C}),H}function k5(M,V,C,H,L){let r=[...M.map(d=>d.value),H,L],e=Math.min(...r)-6,t=Math.max(...r)+6,i=20-(t-e);return i>0&&(e-=i/2,t+=i/2),{since:V,until:C,low:Math.max(0,e),high:Math.min(100,t)}}function T(M,V){return Math.min(1,Math.max(0,(V-M.since)/Math.max(1,M.until-M.since)))}function a1(M,V){return Math.min(1,Math.max(0,(M.high-V)/Math.max(1e-9,M.high-M.low)))}function w5(M){let V=M.slice(1).map((L,r)=>L.at-(M[r]?.at??0)),C=V.length?[...V].sort((L,r)=>L-r)[V.length>>1]:0,H=[];return M.forEach((L,r)=>{let e=M[r-1],t=H.at(-1);t&&e&&L.at-e.at<=4*Math.max(C,1)?t.push(L):H.push([L])}),H}function c2(M,V,C,H){return w5(M).map(L=>{let r=L.map(e=>`${$1(T(V,e.at)*C)} ${$1(a1(V,e.value)*H)}`);return r.length===1?`M${r[0]}h.01`:`M${r.join("L")}`}).join("")}function b5(M,V,C,H){return w5(M).filter(L=>L.length>1).map(L=>{let r=$1(T(V,L[0].at)*C),e=$1(T(V,L.at(-1).at)*C);return`${c2(L,V,C,H)}L${e} ${H}L${r} ${H}Z`}).join("")}function _1(M,V){let C;for(let H of M)(!C||Math.abs(H.at-V)<Math.abs(C.at-V))&&(C=H);return C}function h2(M,V){let C=M.until-M.since,H=36e5;if(C<48*H)return[.25,.5,.75].map(t=>({at:M.since+t*C,day:!1}));let L=[],r=V(M.since);for(let t=Math.ceil(M.since/H)*H;t<=M.until;t+=H){let i=V(t);i!==r&&L.push({at:t,day:!0}),r=i}let e=Math.ceil(L.length/8);return L.filter((t,i)=>i%e===0)}function $1(M){return M.toFixed(1).replace(/\.0$/,"")}var J=300,N=72,S3=.02,W1=class extends x{constructor(){super(...arguments);this.days=7;this.failure="";this.stepped=!1}static{this.properties={plant:{attribute:!1},days:{attribute:!1},formats:{attribute:!1},say:{attribute:!1},history:{state:!0},failure:{state:!0},pointed:{state:!0},stepped:{state:!0}}}static{this.styles=[u,s`
      figure {
        margin: 0;
        direction: ltr;
        position: relative;
      }
      .plot {
        position: relative;
        block-size: ${N}px;
        touch-action: pan-y;
        border-radius: 8px;
      }
      .drawing {
        position: absolute;
        inset: 0;
        inline-size: 100%;
        block-size: 100%;
        overflow: visible;
      }
      .band {
        fill: color-mix(in srgb, var(--plant-leaf) 13%, transparent);
      }
      .edge {
        stroke: color-mix(in srgb, var(--plant-leaf) 45%, transparent);
        stroke-dasharray: 2 4;
      }
      .tick {
        stroke: var(--plant-line);
      }
      .area {
        fill: color-mix(in srgb, var(--plant-water) 10%, transparent);
      }
      .line {
        fill: none;
        stroke: var(--plant-water);
        stroke-width: 2;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      .line,
      .edge,
      .tick {
        vector-effect: non-scaling-stroke;
      }
      .drop {
        position: absolute;
        inset-block-end: -7px;
        inline-size: 14px;
        block-size: 14px;
        margin-inline-start: -7px;
        fill: var(--plant-water);
        stroke: var(--ha-card-background, var(--card-background-color, #fff));
        stroke-width: 2;
      }
      .drop.none {
        fill: var(--plant-bad);
      }
      .cursor {
        position: absolute;
        inset-block: 0;
        inline-size: 1px;
        background: var(--plant-quiet);
      }
      .dot {
        position: absolute;
        inline-size: 8px;
        block-size: 8px;
        margin: -4px 0 0 -4px;
        border-radius: 50%;
        background: var(--plant-water);
        border: 2px solid var(--ha-card-background, var(--card-background-color, #fff));
      }
      .axis {
        position: relative;
        block-size: 18px;
        margin-block-start: 6px;
        font-size: 11px;
        color: var(--plant-quiet);
      }
      .axis span {
        position: absolute;
        transform: translateX(-50%);
        white-space: nowrap;
      }
      .readout {
        position: absolute;
        inset-block-end: 0;
        inset-inline: 0;
        background: var(--ha-card-background, var(--card-background-color, #fff));
        font-size: 12px;
        text-align: center;
      }
      .empty {
        display: grid;
        place-items: center;
        block-size: 100%;
        text-align: center;
      }
    `]}willUpdate(C){(C.has("plant")||C.has("days"))&&this.ask()}async ask(){let{plant:C,days:H}=this;try{let L=await this.garden.history(this.hass,C,H);if(this.plant.device_id!==C.device_id||this.days!==H)return;this.history=L,this.failure=""}catch(L){this.failure=await S(this.hass,L)}}render(){let{say:C,plant:H,history:L}=this;if(!L){let a=this.failure&&C("chartFailed",{error:this.failure});return o`<figure><div class="plot"><div class="empty quiet" dir="auto">${a}</div></div></figure>`}let r=this.garden.now(),e=r-(Date.parse(L.until)-Date.parse(L.since)),t=g5(L,r,H.moisture?.value??null).filter(a=>a.at>=e),i=k5(t,e,r,H.moisture_min,H.moisture_max);if(t.length<2&&L.waterings.length===0)return o`<figure><div class="plot"><div class="empty quiet" dir="auto">${C("chartEmpty")}</div></div></figure>`;let d=H.run?.active?H.run.run_id:null,n=L.waterings.filter(a=>a.run_id!==d&&Date.parse(a.at)>=e);return o`
      <figure>
        <div
          class="plot"
          role="img"
          tabindex="0"
          aria-label="${C("chart",{days:this.days})}. ${this.summary(t,n)}"
          @pointermove=${a=>this.point(a,i)}
          @pointerdown=${a=>this.point(a,i)}
          @pointerleave=${this.leave}
          @blur=${this.leave}
          @keydown=${a=>this.step(a,t)}
        >
          ${this.drawing(t,i)}
          ${n.map(a=>this.drop(a,i))}
          ${this.cursor(t,i)}
        </div>
        <div class="axis" aria-hidden="true">
          ${h2(i,a=>this.formats.day(a)).map(({at:a,day:p})=>o`
              <span style="left:${T(i,a)*100}%">
                ${p?this.formats.weekday(a):this.formats.time(a)}
              </span>
            `)}
        </div>
        <div class="readout" dir="auto" aria-hidden="true">${this.readout(t,n,i)}</div>
        <div class="unseen" aria-live="polite">
          ${this.stepped?this.readout(t,n,i):A}
        </div>
      </figure>
    `}drawing(C,H){let L=a1(H,this.plant.moisture_max)*N,r=a1(H,this.plant.moisture_min)*N;return o`
      <svg class="drawing" viewBox="0 0 ${J} ${N}" preserveAspectRatio="none" aria-hidden="true">
        ${h2(H,e=>this.formats.day(e)).map(({at:e})=>{let t=T(H,e)*J;return e1`<line class="tick" x1=${t} x2=${t} y1="0" y2=${N}></line>`})}
        <rect class="band" x="0" width=${J} y=${L} height=${Math.max(0,r-L)}></rect>
        ${[L,r].map(e=>e1`<line class="edge" x1="0" x2=${J} y1=${e} y2=${e}></line>`)}
        <path class="area" d=${b5(C,H,J,N)}></path>
        <path class="line" d=${c2(C,H,J,N)}></path>
      </svg>
    `}drop(C,H){let L=T(H,Date.parse(C.at))*100;return o`
      <svg class="drop ${C.ml>0?"":"none"}" style="left:${L}%" viewBox="0 0 14 14" aria-hidden="true">
        <path d="M7 1C9 4 11 6 11 8.6A4 4 0 0 1 3 8.6C3 6 5 4 7 1Z"></path>
      </svg>
    `}cursor(C,H){let L=this.pointed===void 0?void 0:_1(C,this.pointed);if(!L)return A;let r=T(H,L.at)*100;return o`
      <div class="cursor" style="left:${r}%"></div>
      <div class="dot" style="left:${r}%;top:${a1(H,L.value)*100}%"></div>
    `}readout(C,H,L){if(this.pointed===void 0)return A;let r=_1(C,this.pointed),e=(L.until-L.since)*S3,t=H.find(n=>Math.abs(Date.parse(n.at)-this.pointed)<=e),i=t?Date.parse(t.at):r?.at;if(i===void 0)return A;let d=t?this.say("watered",{ml:this.formats.ml(t.ml)}):r&&this.formats.percent(r.value);return o`<strong>${d}</strong> · ${this.formats.moment(i,L.until)}`}summary(C,H){if(C.length===0)return"";let L=C.map(r=>r.value);return this.say("chartSays",{low:this.formats.percent(Math.min(...L)),high:this.formats.percent(Math.max(...L)),count:H.filter(r=>r.ml>0).length})}point(C,H){let L=C.currentTarget.getBoundingClientRect(),r=Math.min(1,Math.max(0,(C.clientX-L.left)/L.width));this.pointed=H.since+r*(H.until-H.since),this.stepped=!1}leave(){this.pointed=void 0,this.stepped=!1}step(C,H){if(C.key==="Escape")return this.leave();let L={ArrowLeft:-1,ArrowRight:1}[C.key],r=H.at(-1);if(!L||!r)return;C.preventDefault();let e=this.pointed===void 0?r:_1(H,this.pointed),t=H[Math.min(H.length-1,Math.max(0,H.indexOf(e)+L))];this.pointed=t.at,this.stepped=!0}};var y5=u1(class extends z{constructor(){super(...arguments),this.key=A}render(M,V){return this.key=M,V}update(M,[V,C]){return V!==this.key&&(S1(M),this.key=V),C}});var c3=["next_watering","last_watered","watering_status","needs_water","automatic_watering","outlet","water_now","health","dry_in","strategy"];function O2({platform:M,translation_key:V}){return M==="plantos"&&V!==void 0&&c3.includes(V)}function N1(M){let V=new Map,C=[];for(let[L,r]of h3(M)){let e=n=>r.find(n)?.entity_id,t=n=>e(a=>a.translation_key===n),i=(n,a)=>e(({entity_id:p})=>p.startsWith(`${n}.`)&&M.states[p]?.attributes.device_class===a),d=t("water_used");if(r.some(O2)){let n={device:L,name:P5(M,L),...B5({moisture:i("sensor","moisture"),waterUsed:d,problem:i("binary_sensor","problem"),thirsty:t("needs_water"),status:t("watering_status")})};f3(M,V,M.devices[L]?.area_id??null).plants.push(n)}else if(t("status")){let n=[t("status"),t("watering")].filter(a=>a!==void 0);C.push({device:L,name:P5(M,L),status:n,...B5({waterUsed:d})})}}let H=[...V.values()].sort((L,r)=>f2(L.name,r.name));for(let L of H)L.plants.sort((r,e)=>f2(r.name,e.name));return{groups:H,hubs:C.sort((L,r)=>f2(L.name,r.name))}}function h3({entities:M}){let V=new Map;for(let C of Object.values(M)){if(C.platform!=="plantos"||!C.device_id)continue;let H=V.get(C.device_id)??[];V.set(C.device_id,H),H.push(C)}return V}function f3(M,V,C){let H=C?M.areas[C]:void 0,L=H?C:null,r=V.get(L)??{area:L,name:H?.name??null,icon:H?.icon??null,plants:[]};return V.set(L,r),r}function P5(M,V){let C=M.devices[V];return C?.name_by_user||C?.name||""}function f2(M,V){return M===null||V===null?+(M===null)-+(V===null):M.localeCompare(V)}function B5(M){return Object.fromEntries(Object.entries(M).filter(([,V])=>V!==void 0))}var I="plantos-plant-card",O3=["health","chart","times","decision","controls","problems"],g2=7,T5=30;function R5(){let M=Z(_());return{schema:[{name:"device_id",required:!0,selector:{device:{entity:[{integration:"plantos",domain:"sensor",device_class:"timestamp"},{integration:"plantos",domain:["valve","button","select"]}]}}},{name:"name",selector:{text:{}}},{name:"picture",selector:{text:{}}},{name:"days",default:g2,selector:{number:{min:1,max:T5,mode:"box"}}},{type:"expandable",name:"sections",flatten:!0,schema:O3.map(V=>({name:`show_${V}`,default:!0,selector:{boolean:{}}}))}],computeLabel:({name:V})=>M(`form_${V}`)}}function F5(M){return Object.values(M.entities).filter(O2).flatMap(V=>V.device_id??[])}function D5(M){let[V]=F5(M);return{type:`custom:${I}`,...V?{device_id:V}:{}}}function E5(M,V){let C=M.entities[V],H=C?.platform==="plantos"?C.device_id:void 0;return!H||!F5(M).includes(H)?null:{config:{type:`custom:${I}`,device_id:H}}}function $5(M){let V=Number(M.days??g2);return Number.isFinite(V)?Math.min(T5,Math.max(1,V)):g2}var _5=s`
  :host {
    display: block;
    block-size: 100%;
  }
  ha-card {
    display: flex;
    flex-direction: column;
    gap: 14px;
    block-size: 100%;
    padding: 16px;
    container-type: inline-size;
  }
  header {
    display: flex;
    align-items: center;
    gap: 12px;
  }
  .titles {
    flex: 1;
    min-inline-size: 0;
  }
  h2 {
    margin: 0;
    font-size: 18px;
    font-weight: 500;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  .species {
    font-size: 13px;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .chip {
    flex: none;
    padding: 0;
    font-size: 13px;
    font-weight: 500;
  }
  .chip span {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 5px 12px;
    border-radius: 16px;
    background: color-mix(in srgb, var(--tone) 14%, transparent);
  }
  .chip span::before {
    content: "";
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--tone);
  }
  .moisture {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    column-gap: 16px;
  }
  .value {
    min-block-size: 44px;
    padding: 0;
    border-radius: 8px;
    font-size: 34px;
    font-weight: 400;
    line-height: 1;
    letter-spacing: -0.02em;
    font-variant-numeric: tabular-nums;
    text-align: start;
  }
  .value small {
    font-size: 18px;
    color: var(--plant-quiet);
  }
  .gauge {
    min-inline-size: 0;
  }
  .verdict {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    column-gap: 8px;
    font-size: 13px;
    margin-block-end: 6px;
  }
  .verdict strong {
    font-weight: 500;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(130px, 1fr));
    gap: 12px;
    margin: 0;
  }
  .fact {
    display: grid;
    grid-template-columns: auto 1fr;
    column-gap: 10px;
    place-items: start;
    align-content: start;
  }
  .fact svg.icon {
    grid-row: 1 / span 3;
    margin-block-start: 2px;
    color: var(--plant-quiet);
  }
  dt {
    font-size: 12px;
    color: var(--plant-quiet);
  }
  dd {
    margin: 0;
    font-weight: 500;
  }
  dd.more {
    font-size: 12px;
    font-weight: 400;
    color: var(--plant-quiet);
  }
  .why,
  .problem,
  .note {
    display: flex;
    gap: 10px;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .why {
    color: var(--plant-quiet);
  }
  ul {
    list-style: none;
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
  }
  .problem {
    align-items: center;
    padding: 10px 12px;
    border-radius: 12px;
    background: color-mix(in srgb, var(--plant-warn) 14%, transparent);
  }
  .problem > svg.icon {
    align-self: flex-start;
    color: var(--plant-warn);
  }
  .problem span {
    flex: 1;
  }
  .problem a {
    display: grid;
    place-items: center;
    min-inline-size: 44px;
    min-block-size: 44px;
    margin: -8px;
    color: inherit;
    border-radius: 50%;
  }
  .problem a:dir(rtl) svg {
    transform: scaleX(-1);
  }
  .note {
    align-items: center;
    font-size: 13px;
    color: var(--plant-quiet);
  }
  .stale > :not(.note, plantos-run-panel) {
    opacity: 0.6;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    margin-block-start: auto;
  }
  plantos-water-now[open] {
    flex: 1 0 100%;
  }
  .switch {
    margin-inline-start: auto;
    display: inline-flex;
    align-items: center;
    gap: 12px;
    padding-inline: 4px;
    font-weight: 500;
  }
  .switch i {
    position: relative;
    inline-size: 44px;
    block-size: 24px;
    border-radius: 12px;
    background: color-mix(in srgb, var(--plant-text) 22%, transparent);
    transition: background 0.2s;
  }
  .switch i::after {
    content: "";
    position: absolute;
    inset-block-start: 3px;
    inset-inline-start: 3px;
    inline-size: 18px;
    block-size: 18px;
    border-radius: 50%;
    background: #fff;
    box-shadow: 0 1px 2px rgb(0 0 0 / 40%);
    transition: inset-inline-start 0.2s;
  }
  .switch[aria-checked="true"] i {
    background: var(--plant-leaf);
  }
  .switch[aria-checked="true"] i::after {
    inset-inline-start: 23px;
  }
  .message {
    display: grid;
    justify-items: center;
    gap: 12px;
    padding-block: 16px;
    text-align: center;
  }
  .message svg.icon {
    inline-size: 40px;
    block-size: 40px;
    color: var(--plant-quiet);
  }
  .message p {
    margin: 0;
  }
`;var g3=6e4,k3={thriving:"good",well:"good",stressed:"warn",critical:"bad",unknown:"none"},I1=class extends x{constructor(){super(...arguments);this.failure="";this.say=Z("en");this.run=null;this.news="";this.focused=null;this.open=C=>{C.button!==0||C.metaKey||C.ctrlKey||C.shiftKey||(C.preventDefault(),k(C.currentTarget.pathname))}}static{this.styles=[u,y1,_5]}static{this.properties={config:{state:!0},failure:{state:!0}}}static{this.getConfigForm=R5}static{this.getStubConfig=D5}setConfig(C){let H=C.device_id!==this.config?.device_id;this.config=C,H&&this.follow()}getCardSize(){return 7}getGridOptions(){return{columns:12,min_columns:6,rows:"auto"}}set hass(C){let H=this.home;this.home=C,(H?.locale!==C.locale||H.language!==C.language||H.config!==C.config)&&(this.formats=new y(C),q(C.language,e=>{this.say=e,this.requestUpdate()}));let L=j(C);L!==this.garden&&(this.garden=L,this.follow());let r=this.config?.device_id;r&&H&&H.devices[r]!==C.devices[r]&&this.requestUpdate()}connectedCallback(){super.connectedCallback(),this.follow(),this.timer=setInterval(()=>this.requestUpdate(),g3)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.timer),this.unfollow?.(),this.unfollow=void 0}willUpdate(){this.focused=this.shadowRoot?.activeElement?.closest("plantos-run-panel, plantos-water-now")??null}updated(){!this.focused||this.focused.isConnected||(this.renderRoot.querySelector("plantos-run-panel")?.focusStop(),this.renderRoot.querySelector("plantos-water-now")?.focusButton())}follow(){this.unfollow?.(),this.unfollow=void 0;let C=this.config?.device_id;!this.isConnected||!this.garden||!C||(this.unfollow=this.garden.follow(C,()=>this.requestUpdate()),this.requestUpdate())}render(){let{config:C,home:H,garden:L}=this;if(!C||!H||!L)return A;let r=C.device_id?L.plant(C.device_id):void 0;return o`<ha-card class=${r&&!L.live?"stale":""}>
      ${r?y5(r.device_id,this.plant(r,H,L)):this.missing(H,L)}
    </ha-card>`}missing(C,H){let L=this.config?.device_id;if(!L)return this.message("chooseDevice");if(!C.devices[L])return this.message("gone");if(!H.live)return this.message(H.failed?"silent":"loading");if(H.untold.includes(L))return this.untold(L,C);let r=C.devices[L],e=r.config_entries??[r.primary_config_entry],t=H.hubs.find(d=>e.includes(d.hub_id));if(!t||t.loaded)return this.message(C.user?.is_admin?"gone":"notAllowed");let i="/config/integrations/integration/plantos";return o`
      ${this.message("notLoaded",{hub:t.name})}
      ${C.user?.is_admin?o`<button class="pill" @click=${()=>k(i)}>${this.say("openSettings")}</button>`:A}
    `}untold(C,H){let L=()=>this.call(H,"plantos","stop_watering",{device_id:C});return o`
      ${this.message("untold")}
      <button class="pill stop" @click=${L}>${m(o1)}${this.say("stop")}</button>
      ${this.failed()}
    `}failed(){return this.failure?o`<p class="error" role="alert">${this.say("failed",{error:this.failure})}</p>`:A}message(C,H){return o`<div class="message" role="status">${m(W(void 0))}
      <p>${this.say(C,H)}</p></div>`}plant(C,H,L){let{say:r,formats:e}=this,t=B(C);return o`
      ${this.header(C)}
      ${L.live?A:o`<p class="note" role="status">${m(c)}${r("stale")}</p>`}
      ${this.shows("problems")?this.problems(C,H):A} ${this.moisture(C)}
      ${this.shows("chart")&&C.moisture?o`<plantos-moisture-line
            .hass=${H}
            .garden=${L}
            .plant=${C}
            .days=${$5(this.config)}
            .formats=${e}
            .say=${r}
          ></plantos-moisture-line>`:A}
      ${this.shows("times")?this.times(C,L.now()):A}
      ${this.shows("decision")?this.decision(C):A}
      ${t?o`<plantos-run-panel
            .hass=${H}
            .garden=${L}
            .plant=${C}
            .formats=${e}
            .say=${r}
            .live=${L.live}
          ></plantos-run-panel>`:A}
      ${this.shows("controls")?this.controls(C,H,t):A} ${this.failed()}
      <div class="unseen" aria-live="polite">${this.newsOf(C.run)}</div>
    `}shows(C){return this.config?.[`show_${C}`]!==!1}header(C){let{say:H,config:L}=this,{health:r}=C,e=L?.name||C.name,t=r.score===null?"":` ${this.formats.percent(r.score)}`,i=r.status==="unknown"?H("notJudged"):H(r.status),d=r.limiting?H("limitedBy",{what:H(`limits_${r.limiting}`)}):"";return o`
      <header role="presentation" class="tone-${k3[r.status]??"none"}">
        <div class="face">
          ${L?.picture?o`<img src=${L.picture} alt="" />`:m(W(C.species?.group))}
        </div>
        <div class="titles">
          <h2><bdi>${e}</bdi></h2>
          ${C.species?o`<div class="species quiet"><bdi>${C.species.scientific||C.species.name}</bdi></div>`:A}
        </div>
        ${this.shows("health")?o`<button
              class="chip"
              title=${d}
              aria-label="${H("health")}: ${i}${t}. ${d}"
              @click=${()=>t1(this,C.entities.health)}
            >
              <span>${i}</span>
            </button>`:A}
      </header>
    `}moisture(C){let{say:H,formats:L}=this,{moisture:r,moisture_min:e,moisture_max:t}=C;if(!r)return A;let{value:i}=r,d=Y(C),n={min:L.number(e),max:L.number(t)},a=i===null?H("moistureUnknown"):H("moistureNow",{value:L.percent(i),min:L.percent(e),max:L.percent(t)});return o`
      <div class="moisture ${w1(d)}">
        <button class="value" aria-label=${a} @click=${()=>t1(this,C.entities.moisture)}>
          <bdi>${i===null?"–":L.number(i)}<small> %</small></bdi>
        </button>
        <div class="gauge">
          <div class="verdict">
            <strong>${H(d)}${this.doubt(r)}</strong>
            <span class="quiet"><bdi>${H("wanted",n)}</bdi></span>
          </div>
          ${b1(C)}
        </div>
      </div>
    `}doubt(C){return C.value===null?A:C.quality===0?o` · ${this.say("quarantined")}`:C.source==="cache"?o` · ${this.say("cached")}`:C.source==="backup"?o` · ${this.say("backup")}`:A}times(C,H){let{say:L,formats:r}=this,e=C.last_watered?Date.parse(C.last_watered):null,{told:t,between:i}=R1(C,H,r,L);return o`
      <dl class="facts">
        <div class="fact">
          ${m(m2)}
          <dt>${L("next")}</dt>
          <dd>${t}</dd>
          ${i?o`<dd class="more"><bdi>${i}</bdi></dd>`:A}
        </div>
        <div class="fact">
          ${m(k1)}
          <dt>${L("last")}</dt>
          <dd><bdi>${e===null?L("never"):r.moment(e,H)}</bdi></dd>
          ${this.given(C)}
        </div>
      </dl>
    `}given({run:C,today_ml:H}){let L=[],r=C&&!C.active?C.delivered_ml:0;return r>0&&L.push(this.formats.ml(r)),Math.round(H)>Math.round(r)&&L.push(this.say("today",{ml:this.formats.ml(H)})),L.length?o`<dd class="more"><bdi>${L.join(" · ")}</bdi></dd>`:A}decision(C){let{run:H,decision:L}=C,r=!L.denied&&H&&!H.active&&H.failure?H.failure:"";return o`
      <p class="why">
        ${m(x2)}
        <span>
          <span class="unseen">${this.say("why")}: </span><bdi>${L.sentence}</bdi>
          ${L.denied?o`<br /><bdi>${this.say("held",{why:L.denied})}</bdi>`:A}
          ${r?o`<br /><bdi>${this.say("lastTry",{why:r})}</bdi>`:A}
        </span>
      </p>
    `}problems(C,H){return C.problems.length===0?A:o`
      <ul role="list">
        ${C.problems.map(L=>o`
            <li class="problem">
              ${m(P)}<span><bdi>${L.sentence}</bdi></span>
              ${H.user?.is_admin?o`<a href=${L.path} aria-label=${this.say("fix")} @click=${this.open}>${m(i1)}</a>`:A}
            </li>
          `)}
      </ul>
    `}controls(C,H,L){let{say:r,formats:e}=this,t=C.entities.automatic_watering,i=C.has_outlet?o`<plantos-water-now
          .hass=${H}
          .plant=${C}
          .formats=${e}
          .say=${r}
        ></plantos-water-now>`:o`<span class="note">${m(k1)}${r("noOutlet")}</span>`;return o`
      <div class="controls">
        ${L?A:i}
        ${t?o`<button
              class="switch"
              role="switch"
              aria-checked=${C.automatic}
              aria-label=${r("automaticLabel")}
              @click=${()=>this.call(H,"switch",C.automatic?"turn_off":"turn_on",{entity_id:t})}
            >
              ${r("automatic")}<i></i>
            </button>`:A}
      </div>
    `}async call(C,H,L,r){this.failure="";try{await C.callService(H,L,{},r,!1)}catch(e){this.failure=await S(C,e)}}newsOf(C){let H=this.run;if(this.run=C,!C||!H||H.run_id===C.run_id&&H.state===C.state)return this.news;let L=r=>this.formats.ml(r);return C.state==="watering"?this.news=`${this.say("watering")}: ${L(C.amount_ml)}`:C.state==="awaiting_approval"?this.news=this.say("awaiting",{ml:L(C.amount_ml)}):H.active&&!C.active&&(this.news=C.delivered_ml>0?this.say("ended",{ml:L(C.delivered_ml)}):this.say("endedWithout")),this.news}};var W5=500,G1=class extends x{constructor(){super(...arguments);this.live=!0;this.stopping=!1;this.answering=!1;this.failure=""}static{this.properties={plant:{attribute:!1},formats:{attribute:!1},say:{attribute:!1},live:{attribute:!1},stopping:{state:!0},failure:{state:!0}}}static{this.styles=[u,s`
      section {
        display: flex;
        flex-direction: column;
        gap: 10px;
        padding: 14px;
        border-radius: 16px;
        background: color-mix(in srgb, var(--plant-water) 10%, transparent);
      }
      .what {
        flex: 1;
        min-inline-size: 0;
      }
      .what strong {
        display: block;
        font-weight: 500;
      }
      .numbers {
        font-variant-numeric: tabular-nums;
      }
      .bar {
        block-size: 10px;
        border-radius: 5px;
        overflow: hidden;
        background: color-mix(in srgb, var(--plant-water) 20%, transparent);
      }
      .bar div {
        block-size: 100%;
        border-radius: 5px;
        background: var(--plant-water);
        transition: inline-size ${W5}ms linear;
      }
      .bar.past {
        opacity: 0.5;
      }
    `]}connectedCallback(){super.connectedCallback(),this.timer=setInterval(()=>this.plant.run?.state==="watering"&&this.requestUpdate(),W5)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.timer)}async focusStop(){await this.updateComplete,this.renderRoot.querySelector(".stop")?.focus()}render(){let{run:C}=this.plant,H=C?.state==="awaiting_approval",L=C?.active&&!H?C:null;return o`
      <section role="group" aria-label=${this.plant.name}>
        ${H&&!B({...this.plant,run:null})?A:this.stopper(L)}
        ${L?this.bar(L):A} ${H&&C?this.question(C):A}
        ${this.failure?o`<p class="error" role="alert">${this.say("failed",{error:this.failure})}</p>`:A}
      </section>
    `}stopper(C){let{say:H,live:L}=this,r=this.plant.outlet==="open"?"outletOpen":"outletUnsure",e=this.stopping?H("stopping"):C?L?this.state(C):H("outOfTouch"):H(r);return o`
      <div class="row">
        <div class="what">
          <strong>${e}</strong>
          <span class="quiet numbers"
            ><bdi>${C?this.given(C):H("outletAdvice")}</bdi>${C&&L?this.seconds(C):A}</span
          >
        </div>
        <button class="pill stop" @click=${this.stop}>${m(o1)}${H("stop")}</button>
      </div>
    `}given(C){let{ml:H}=P1(C,this.garden.asOf()),L={given:this.formats.ml(H),asked:this.formats.ml(C.amount_ml)};return this.say(this.live?"progress":"progressWas",L)}bar(C){let{share:H}=P1(C,this.garden.asOf());return o`
      <div
        class="bar ${this.live?"":"past"}"
        role="progressbar"
        aria-label=${this.say("watering")}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${this.live?Math.round(H*100):A}
        aria-valuetext=${this.given(C)}
      >
        <div style="inline-size:${H*100}%"></div>
      </div>
    `}seconds(C){if(C.state!=="watering")return A;let{secondsLeft:H}=P1(C,this.garden.now()),L=H>0?this.say("secondsLeft",{seconds:Math.ceil(H)}):this.say("closing");return o` · <bdi>${L}</bdi>`}state(C){switch(C.state){case"queued":return this.say("queued");case"validating":case"planning":return this.say("checking");case"soaking":return this.say("soakingBetween");default:return this.say("watering")}}question(C){let{say:H,formats:L}=this;return o`
      <div class="row">
        ${m(p2)}
        <div class="what">
          <strong>${H("awaiting",{ml:L.ml(C.amount_ml)})}</strong>
          <span class="quiet"><bdi>${C.reason}</bdi></span>
        </div>
      </div>
      <div class="row">
        <button class="pill strong" @click=${()=>this.answer("approve_watering")}>${H("approve")}</button>
        <button class="pill" @click=${()=>this.answer("reject_watering")}>${H("reject")}</button>
      </div>
    `}async stop(){this.stopping=!0,await this.act("stop_watering"),this.stopping=!1}async answer(C){this.answering||(this.answering=!0,await this.act(C),this.answering=!1)}async act(C){this.failure="";try{await this.hass.callService("plantos",C,{},{device_id:this.plant.device_id},!1)}catch(H){this.failure=await S(this.hass,H)}}};var z1="plantos",w3=3,N5="mdi:sprout",U1=class extends HTMLElement{static{this.registryDependencies=["entities","devices","areas"]}static{this.configRequired=!1}static{this.noEditor=!0}static getCreateSuggestions(V){return{title:Z(V.language)("garden"),icon:N5}}static shouldRegenerate(V,C,H){return C.language!==H.language||C.user?.is_admin!==H.user?.is_admin?!0:!(C.entities===H.entities&&C.devices===H.devices&&C.areas===H.areas)&&JSON.stringify(N1(C))!==JSON.stringify(N1(H))}static async generate(V,C){await f1(C.language);let H=Z(C.language),L=N1(C),r=[y3(L,H)];return L.groups.length>0&&(r.push(...L.groups.map(e=>P3(e,L,H))),C.config.components.includes("recorder")&&r.push(B3(L,H))),C.user?.is_admin&&L.hubs.length>0&&r.push(T3(L,H)),{views:r}}};function Q1(M,V,C,H){return{type:"sections",title:M,path:V,icon:C,max_columns:w3,sections:H}}function G(...M){return{type:"grid",cards:M}}function w2(M,V){return{type:"heading",heading:M,icon:V}}function I5(M){return{type:`custom:${I}`,device_id:M.device}}var b3=["queued","validating","planning","watering"];function y3({groups:M},V){let C=M.flatMap(H=>H.plants).flatMap(H=>{let L=[H.problem,H.thirsty].filter(e=>e!==void 0);if(L.length===0)return[];let r=L.map(e=>({condition:"state",entity:e,state:"on"}));return H.status&&r.push({condition:"state",entity:H.status,state:b3}),[{...G(I5(H)),visibility:[{condition:"or",conditions:r}]}]});return Q1(V("overview"),"overview",N5,[G({type:`custom:${K}`}),...C])}function G5({name:M},{groups:V},C){return M??C(V.length>1?"otherPlants":"plants")}function P3(M,V,C){let H=G5(M,V,C),L=M.plants.map(r=>G(I5(r)));return Q1(H,M.area?`area-${M.area}`:"plants",M.icon??"mdi:flower",L)}function B3(M,V){let{groups:C,hubs:H}=M,L={grid_options:{columns:"full"}},r=C.flatMap(n=>{let a=k2(n.plants,"moisture");if(a.length===0)return[];let p={type:"history-graph",hours_to_show:24,entities:a,...L},l={type:"statistics-graph",stat_types:["mean"],period:"hour",days_to_show:7,entities:a,...L},v=C.length>1?`: ${G5(n,M,V)}`:"";return[G(w2(`${V("soilMoisture")}${v}`,"mdi:water-percent"),p,l)]}),e={type:"statistics-graph",stat_types:["change"],chart_type:"bar",period:"day",days_to_show:30},t=C.flatMap(n=>n.plants),i=[k2(H,"waterUsed"),k2(t,"waterUsed")].filter(n=>n.length>0),d=G(w2(V("waterUse"),"mdi:water"),...i.map(n=>({...e,entities:n,...L})));return Q1(V("past"),"history","mdi:chart-line",i.length>0?[d,...r]:r)}function k2(M,V){return M.flatMap(({name:C,[V]:H})=>H?[{entity:H,name:C}]:[])}function T3({hubs:M},V){let C=M.map(({name:L,status:r})=>{let e=r.map(t=>({type:"tile",entity:t,name:{type:"entity"}}));return G(w2(L,"mdi:hub-outline"),...e)}),H=G({type:`custom:${E1}`,grid_options:{columns:"full"}});return Q1(V("maintenance"),"maintenance","mdi:wrench",[H,...C])}var q1=class{constructor(V,C){this.unit=V;this.largestMl=C;this.most=this.round(Math.floor(C/V.ml*this.parts+1e-9)/this.parts),this.step=R3(V,C)}get least(){return Math.min(1/this.parts,this.most)}of(V){return Math.min(this.most,Math.max(this.least,this.round(V/this.unit.ml)))}fits(V){return V>0&&V<=this.most}next(V,C){let H=V/this.step,L=C>0?Math.floor(H+1+1e-9):Math.ceil(H-1-1e-9);return Math.min(this.most,Math.max(Math.min(this.step,this.most),this.round(L*this.step)))}ml(V){return Math.min(this.largestMl,V*this.unit.ml)}get parts(){return this.unit.fineBelow>0?10:1}round(V){return Math.round(V*this.parts)/this.parts}};function R3(M,V){let C=V<=100,H=V<=1e3;return M.ml===1?C?5:H?10:50:C?.2:H?.5:2}var K1=class extends x{constructor(){super(...arguments);this.open=!1;this.amount=0;this.asking=!1;this.failure="";this.key=""}static{this.properties={plant:{attribute:!1},formats:{attribute:!1},say:{attribute:!1},open:{type:Boolean,reflect:!0},amount:{state:!0},asking:{state:!0},failure:{state:!0}}}static{this.styles=[u,s`
      form {
        display: flex;
        flex-direction: column;
        gap: 10px;
        padding: 14px;
        border-radius: 16px;
        background: color-mix(in srgb, var(--plant-water) 10%, transparent);
      }
      .amount {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 4px;
      }
      .amount button {
        display: grid;
        place-items: center;
        background: var(--plant-field);
      }
      input {
        font: inherit;
        font-size: 24px;
        font-weight: 500;
        color: inherit;
        text-align: end;
        inline-size: 3.2em;
        padding-inline: 4px;
        min-block-size: 44px;
        border: 0;
        border-block-end: 2px solid var(--plant-water);
        background: none;
        font-variant-numeric: tabular-nums;
        appearance: textfield;
      }
      input::-webkit-inner-spin-button {
        appearance: none;
      }
      .unit {
        margin-inline-end: 8px;
      }
      .hint {
        text-align: center;
        font-size: 12px;
      }
      .row .pill {
        flex: 1 1 auto;
      }
    `]}render(){let{say:C}=this;if(!this.open)return o`
        <button class="pill water" aria-expanded="false" @click=${this.begin}>${m(X)}${C("waterNow")}</button>
      `;let{sizes:H}=this,{unit:L}=this.formats,r={least:this.formats.ml(H.least*L.ml),ml:this.formats.ml(H.most*L.ml)};return o`
      <form @submit=${this.give} @keydown=${this.escape} novalidate>
        <div class="amount">
          ${this.stepper(-1,s2,C("less"))}
          <input
            type="number"
            inputmode=${L.fineBelow>0?"decimal":"numeric"}
            min=${H.least}
            step="any"
            max=${H.most}
            .value=${String(this.amount)}
            aria-label=${C("amount",{unit:L.name})}
            aria-describedby="hint"
            aria-invalid=${!this.right}
            @input=${e=>this.amount=e.target.valueAsNumber}
          />
          <span class="unit quiet" aria-hidden="true">${L.name}</span>
          ${this.stepper(1,Z2,C("more"))}
        </div>
        <div id="hint" class="hint ${this.right?"quiet":"error"}">
          <bdi>${C(this.right?"atMost":"amountWrong",r)}</bdi>
        </div>
        ${this.failure?o`<p class="error" role="alert">${C("failed",{error:this.failure})}</p>`:A}
        <div class="row">
          <button type="button" class="pill" @click=${this.cancel}>${C("cancel")}</button>
          <button
            type="submit"
            class="pill strong"
            ?disabled=${!this.right}
            aria-disabled=${this.asking}
            @click=${U5}
          >
            ${m(X)}${C("give",{ml:this.right?this.formats.ml(this.amount*L.ml):""})}
          </button>
        </div>
      </form>
    `}stepper(C,H,L){return o`<button type="button" aria-label=${L} @click=${()=>this.change(C)}>${m(H)}</button>`}get sizes(){return new q1(this.formats.unit,this.plant.largest_ml)}get right(){return this.sizes.fits(this.amount)}change(C){let H=Number.isFinite(this.amount)?this.amount:this.sizes.of(this.plant.dose_ml);this.amount=this.sizes.next(H,C)}async begin(C){U5(C)&&(this.amount=this.sizes.of(this.plant.dose_ml),this.failure="",this.key=`card-${Date.now()}-${Math.random().toString(36).slice(2)}`,this.open=!0,await this.updateComplete,this.renderRoot.querySelector("input")?.select())}async cancel(){this.open=!1,await this.focusButton()}async focusButton(){await this.updateComplete,this.renderRoot.querySelector("button")?.focus()}escape(C){C.key==="Escape"&&(C.stopPropagation(),this.cancel())}async give(C){if(C.preventDefault(),!(!this.right||this.asking)){this.asking=!0,this.failure="";try{let H={amount_ml:this.sizes.ml(this.amount),idempotency_key:this.key};await this.hass.callService("plantos","water_plant",H,{device_id:this.plant.device_id},!1),this.open=!1,this.renderRoot.activeElement&&await this.focusButton()}catch(H){this.failure=await S(this.hass,H),d5(H)&&(this.key+="+")}finally{this.asking=!1}}}};function U5(M){return M.detail>1&&M.preventDefault(),M.detail<=1}w("plantos-moisture-line",W1);w("plantos-run-panel",G1);w("plantos-water-now",K1);w(I,I1);w("plantos-garden-row",F1);w(K,T1);w(E1,D1);w(`ll-strategy-dashboard-${z1}`,U1);var Q5="https://github.com/plantos/plantos";await f1(_());var A1=Z(_());function q5(M){let V=window.customCards??=[];V.some(({type:C})=>C===M.type)||V.push({...M,preview:!0,documentationURL:Q5})}q5({type:I,name:A1("cardName"),description:A1("cardDescription"),getEntitySuggestion:E5});q5({type:K,name:A1("gardenCardName"),description:A1("gardenCardDescription"),getEntitySuggestion:()=>null});var z5=window.customStrategies??=[];z5.some(({type:M})=>M===z1)||z5.push({type:z1,strategyType:"dashboard",name:"PlantOS",description:A1("strategyDescription"),documentationURL:Q5});
/*
lit:
BSD 3-Clause License

Copyright (c) 2017 Google LLC. All rights reserved.

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this
   list of conditions and the following disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice,
   this list of conditions and the following disclaimer in the documentation
   and/or other materials provided with the distribution.

3. Neither the name of the copyright holder nor the names of its
   contributors may be used to endorse or promote products derived from
   this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

@mdi/js:
Pictogrammers Free License
--------------------------

This icon collection is released as free, open source, and GPL friendly by
the [Pictogrammers](http://pictogrammers.com/) icon group. You may use it
for commercial projects, open source projects, or anything really.

# Icons: Apache 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
Some of the icons are redistributed under the Apache 2.0 license. All other
icons are either redistributed under their respective licenses or are
distributed under the Apache 2.0 license.

# Fonts: Apache 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
All web and desktop fonts are distributed under the Apache 2.0 license. Web
and desktop fonts contain some icons that are redistributed under the Apache
2.0 license. All other icons are either redistributed under their respective
licenses or are distributed under the Apache 2.0 license.

# Code: MIT (https://opensource.org/licenses/MIT)
The MIT license applies to all non-font and non-icon files.
*/
