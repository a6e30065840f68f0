/* PlantOS: MIT. With Lit (BSD-3-Clause) and Material Design Icons (Apache-2.0). */
var i1=globalThis,o1=i1.ShadowRoot&&(i1.ShadyCSS===void 0||i1.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,N1=Symbol(),S2=new WeakMap,j=class{constructor(H,C,V){if(this._$cssResult$=!0,V!==N1)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=H,this.t=C}get styleSheet(){let H=this.o,C=this.t;if(o1&&H===void 0){let V=C!==void 0&&C.length===1;V&&(H=S2.get(C)),H===void 0&&((this.o=H=new CSSStyleSheet).replaceSync(this.cssText),V&&S2.set(C,H))}return H}toString(){return this.cssText}},c2=M=>new j(typeof M=="string"?M:M+"",void 0,N1),s=(M,...H)=>{let C=M.length===1?M[0]:H.reduce((V,L,r)=>V+(e=>{if(e._$cssResult$===!0)return e.cssText;if(typeof e=="number")return e;throw Error("Value passed to 'css' function must be a 'css' function result: "+e+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(L)+M[r+1],M[0]);return new j(C,M,N1)},h2=(M,H)=>{if(o1)M.adoptedStyleSheets=H.map(C=>C instanceof CSSStyleSheet?C:C.styleSheet);else for(let C of H){let V=document.createElement("style"),L=i1.litNonce;L!==void 0&&V.setAttribute("nonce",L),V.textContent=C.cssText,M.appendChild(V)}},I1=o1?M=>M:M=>M instanceof CSSStyleSheet?(H=>{let C="";for(let V of H.cssRules)C+=V.cssText;return c2(C)})(M):M;var{is:D5,defineProperty:E5,getOwnPropertyDescriptor:$5,getOwnPropertyNames:_5,getOwnPropertySymbols:W5,getPrototypeOf:N5}=Object,a1=globalThis,O2=a1.trustedTypes,I5=O2?O2.emptyScript:"",G5=a1.reactiveElementPolyfillSupport,X=(M,H)=>M,G1={toAttribute(M,H){switch(H){case Boolean:M=M?I5:null;break;case Object:case Array:M=M==null?M:JSON.stringify(M)}return M},fromAttribute(M,H){let C=M;switch(H){case Boolean:C=M!==null;break;case Number:C=M===null?null:Number(M);break;case Object:case Array:try{C=JSON.parse(M)}catch{C=null}}return C}},f2=(M,H)=>!D5(M,H),g2={attribute:!0,type:String,converter:G1,reflect:!1,useDefault:!1,hasChanged:f2};Symbol.metadata??=Symbol("metadata"),a1.litPropertyMetadata??=new WeakMap;var h=class extends HTMLElement{static addInitializer(H){this._$Ei(),(this.l??=[]).push(H)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(H,C=g2){if(C.state&&(C.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(H)&&((C=Object.create(C)).wrapped=!0),this.elementProperties.set(H,C),!C.noAccessor){let V=Symbol(),L=this.getPropertyDescriptor(H,V,C);L!==void 0&&E5(this.prototype,H,L)}}static getPropertyDescriptor(H,C,V){let{get:L,set:r}=$5(this.prototype,H)??{get(){return this[C]},set(e){this[C]=e}};return{get:L,set(e){let t=L?.call(this);r?.call(this,e),this.requestUpdate(H,t,V)},configurable:!0,enumerable:!0}}static getPropertyOptions(H){return this.elementProperties.get(H)??g2}static _$Ei(){if(this.hasOwnProperty(X("elementProperties")))return;let H=N5(this);H.finalize(),H.l!==void 0&&(this.l=[...H.l]),this.elementProperties=new Map(H.elementProperties)}static finalize(){if(this.hasOwnProperty(X("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(X("properties"))){let C=this.properties,V=[..._5(C),...W5(C)];for(let L of V)this.createProperty(L,C[L])}let H=this[Symbol.metadata];if(H!==null){let C=litPropertyMetadata.get(H);if(C!==void 0)for(let[V,L]of C)this.elementProperties.set(V,L)}this._$Eh=new Map;for(let[C,V]of this.elementProperties){let L=this._$Eu(C,V);L!==void 0&&this._$Eh.set(L,C)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(H){let C=[];if(Array.isArray(H)){let V=new Set(H.flat(1/0).reverse());for(let L of V)C.unshift(I1(L))}else H!==void 0&&C.push(I1(H));return C}static _$Eu(H,C){let V=C.attribute;return V===!1?void 0:typeof V=="string"?V:typeof H=="string"?H.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(H=>this.enableUpdating=H),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(H=>H(this))}addController(H){(this._$EO??=new Set).add(H),this.renderRoot!==void 0&&this.isConnected&&H.hostConnected?.()}removeController(H){this._$EO?.delete(H)}_$E_(){let H=new Map,C=this.constructor.elementProperties;for(let V of C.keys())this.hasOwnProperty(V)&&(H.set(V,this[V]),delete this[V]);H.size>0&&(this._$Ep=H)}createRenderRoot(){let H=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return h2(H,this.constructor.elementStyles),H}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(H=>H.hostConnected?.())}enableUpdating(H){}disconnectedCallback(){this._$EO?.forEach(H=>H.hostDisconnected?.())}attributeChangedCallback(H,C,V){this._$AK(H,V)}_$ET(H,C){let V=this.constructor.elementProperties.get(H),L=this.constructor._$Eu(H,V);if(L!==void 0&&V.reflect===!0){let r=(V.converter?.toAttribute!==void 0?V.converter:G1).toAttribute(C,V.type);this._$Em=H,r==null?this.removeAttribute(L):this.setAttribute(L,r),this._$Em=null}}_$AK(H,C){let V=this.constructor,L=V._$Eh.get(H);if(L!==void 0&&this._$Em!==L){let r=V.getPropertyOptions(L),e=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:G1;this._$Em=L;let t=e.fromAttribute(C,r.type);this[L]=t??this._$Ej?.get(L)??t,this._$Em=null}}requestUpdate(H,C,V,L=!1,r){if(H!==void 0){let e=this.constructor;if(L===!1&&(r=this[H]),V??=e.getPropertyOptions(H),!((V.hasChanged??f2)(r,C)||V.useDefault&&V.reflect&&r===this._$Ej?.get(H)&&!this.hasAttribute(e._$Eu(H,V))))return;this.C(H,C,V)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(H,C,{useDefault:V,reflect:L,wrapped:r},e){V&&!(this._$Ej??=new Map).has(H)&&(this._$Ej.set(H,e??C??this[H]),r!==!0||e!==void 0)||(this._$AL.has(H)||(this.hasUpdated||V||(C=void 0),this._$AL.set(H,C)),L===!0&&this._$Em!==H&&(this._$Eq??=new Set).add(H))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(C){Promise.reject(C)}let H=this.scheduleUpdate();return H!=null&&await H,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[L,r]of this._$Ep)this[L]=r;this._$Ep=void 0}let V=this.constructor.elementProperties;if(V.size>0)for(let[L,r]of V){let{wrapped:e}=r,t=this[L];e!==!0||this._$AL.has(L)||t===void 0||this.C(L,void 0,r,t)}}let H=!1,C=this._$AL;try{H=this.shouldUpdate(C),H?(this.willUpdate(C),this._$EO?.forEach(V=>V.hostUpdate?.()),this.update(C)):this._$EM()}catch(V){throw H=!1,this._$EM(),V}H&&this._$AE(C)}willUpdate(H){}_$AE(H){this._$EO?.forEach(C=>C.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(H)),this.updated(H)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(H){return!0}update(H){this._$Eq&&=this._$Eq.forEach(C=>this._$ET(C,this[C])),this._$EM()}updated(H){}firstUpdated(H){}};h.elementStyles=[],h.shadowRootOptions={mode:"open"},h[X("elementProperties")]=new Map,h[X("finalized")]=new Map,G5?.({ReactiveElement:h}),(a1.reactiveElementVersions??=[]).push("2.1.2");var U1=globalThis,k2=M=>M,A1=U1.trustedTypes,w2=A1?A1.createPolicy("lit-html",{createHTML:M=>M}):void 0,Q1="$lit$",O=`lit$${Math.random().toFixed(9).slice(2)}$`,q1="?"+O,z5=`<${q1}>`,T=document,J=()=>T.createComment(""),C1=M=>M===null||typeof M!="object"&&typeof M!="function",K1=Array.isArray,F2=M=>K1(M)||typeof M?.[Symbol.iterator]=="function",z1=`[ 	
\f\r]`,Y=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,b2=/-->/g,y2=/>/g,P=RegExp(`>|${z1}(?:([^\\s"'>=/]+)(${z1}*=${z1}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),P2=/'/g,B2=/"/g,R2=/^(?:script|style|textarea|title)$/i,j1=M=>(H,...C)=>({_$litType$:M,strings:H,values:C}),o=j1(1),V1=j1(2),u3=j1(3),g=Symbol.for("lit-noChange"),a=Symbol.for("lit-nothing"),T2=new WeakMap,B=T.createTreeWalker(T,129);function D2(M,H){if(!K1(M)||!M.hasOwnProperty("raw"))throw Error("invalid template strings array");return w2!==void 0?w2.createHTML(H):H}var E2=(M,H)=>{let C=M.length-1,V=[],L,r=H===2?"<svg>":H===3?"<math>":"",e=Y;for(let t=0;t<C;t++){let i=M[t],A,n,d=-1,p=0;for(;p<i.length&&(e.lastIndex=p,n=e.exec(i),n!==null);)p=e.lastIndex,e===Y?n[1]==="!--"?e=b2:n[1]!==void 0?e=y2:n[2]!==void 0?(R2.test(n[2])&&(L=RegExp("</"+n[2],"g")),e=P):n[3]!==void 0&&(e=P):e===P?n[0]===">"?(e=L??Y,d=-1):n[1]===void 0?d=-2:(d=e.lastIndex-n[2].length,A=n[1],e=n[3]===void 0?P:n[3]==='"'?B2:P2):e===B2||e===P2?e=P:e===b2||e===y2?e=Y:(e=P,L=void 0);let m=e===P&&M[t+1].startsWith("/>")?" ":"";r+=e===Y?i+z5:d>=0?(V.push(A),i.slice(0,d)+Q1+i.slice(d)+O+m):i+O+(d===-2?t:m)}return[D2(M,r+(M[C]||"<?>")+(H===2?"</svg>":H===3?"</math>":"")),V]},H1=class M{constructor({strings:H,_$litType$:C},V){let L;this.parts=[];let r=0,e=0,t=H.length-1,i=this.parts,[A,n]=E2(H,C);if(this.el=M.createElement(A,V),B.currentNode=this.el.content,C===2||C===3){let d=this.el.content.firstChild;d.replaceWith(...d.childNodes)}for(;(L=B.nextNode())!==null&&i.length<t;){if(L.nodeType===1){if(L.hasAttributes())for(let d of L.getAttributeNames())if(d.endsWith(Q1)){let p=n[e++],m=L.getAttribute(d).split(O),v=/([.?@])?(.*)/.exec(p);i.push({type:1,index:r,name:v[2],strings:m,ctor:v[1]==="."?n1:v[1]==="?"?p1:v[1]==="@"?m1:R}),L.removeAttribute(d)}else d.startsWith(O)&&(i.push({type:6,index:r}),L.removeAttribute(d));if(R2.test(L.tagName)){let d=L.textContent.split(O),p=d.length-1;if(p>0){L.textContent=A1?A1.emptyScript:"";for(let m=0;m<p;m++)L.append(d[m],J()),B.nextNode(),i.push({type:2,index:++r});L.append(d[p],J())}}}else if(L.nodeType===8)if(L.data===q1)i.push({type:2,index:r});else{let d=-1;for(;(d=L.data.indexOf(O,d+1))!==-1;)i.push({type:7,index:r}),d+=O.length-1}r++}}static createElement(H,C){let V=T.createElement("template");return V.innerHTML=H,V}};function F(M,H,C=M,V){if(H===g)return H;let L=V!==void 0?C._$Co?.[V]:C._$Cl,r=C1(H)?void 0:H._$litDirective$;return L?.constructor!==r&&(L?._$AO?.(!1),r===void 0?L=void 0:(L=new r(M),L._$AT(M,C,V)),V!==void 0?(C._$Co??=[])[V]=L:C._$Cl=L),L!==void 0&&(H=F(M,L._$AS(M,H.values),L,V)),H}var d1=class{constructor(H,C){this._$AV=[],this._$AN=void 0,this._$AD=H,this._$AM=C}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(H){let{el:{content:C},parts:V}=this._$AD,L=(H?.creationScope??T).importNode(C,!0);B.currentNode=L;let r=B.nextNode(),e=0,t=0,i=V[0];for(;i!==void 0;){if(e===i.index){let A;i.type===2?A=new N(r,r.nextSibling,this,H):i.type===1?A=new i.ctor(r,i.name,i.strings,this,H):i.type===6&&(A=new l1(r,this,H)),this._$AV.push(A),i=V[++t]}e!==i?.index&&(r=B.nextNode(),e++)}return B.currentNode=T,L}p(H){let C=0;for(let V of this._$AV)V!==void 0&&(V.strings!==void 0?(V._$AI(H,V,C),C+=V.strings.length-2):V._$AI(H[C])),C++}},N=class M{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(H,C,V,L){this.type=2,this._$AH=a,this._$AN=void 0,this._$AA=H,this._$AB=C,this._$AM=V,this.options=L,this._$Cv=L?.isConnected??!0}get parentNode(){let H=this._$AA.parentNode,C=this._$AM;return C!==void 0&&H?.nodeType===11&&(H=C.parentNode),H}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(H,C=this){H=F(this,H,C),C1(H)?H===a||H==null||H===""?(this._$AH!==a&&this._$AR(),this._$AH=a):H!==this._$AH&&H!==g&&this._(H):H._$litType$!==void 0?this.$(H):H.nodeType!==void 0?this.T(H):F2(H)?this.k(H):this._(H)}O(H){return this._$AA.parentNode.insertBefore(H,this._$AB)}T(H){this._$AH!==H&&(this._$AR(),this._$AH=this.O(H))}_(H){this._$AH!==a&&C1(this._$AH)?this._$AA.nextSibling.data=H:this.T(T.createTextNode(H)),this._$AH=H}$(H){let{values:C,_$litType$:V}=H,L=typeof V=="number"?this._$AC(H):(V.el===void 0&&(V.el=H1.createElement(D2(V.h,V.h[0]),this.options)),V);if(this._$AH?._$AD===L)this._$AH.p(C);else{let r=new d1(L,this),e=r.u(this.options);r.p(C),this.T(e),this._$AH=r}}_$AC(H){let C=T2.get(H.strings);return C===void 0&&T2.set(H.strings,C=new H1(H)),C}k(H){K1(this._$AH)||(this._$AH=[],this._$AR());let C=this._$AH,V,L=0;for(let r of H)L===C.length?C.push(V=new M(this.O(J()),this.O(J()),this,this.options)):V=C[L],V._$AI(r),L++;L<C.length&&(this._$AR(V&&V._$AB.nextSibling,L),C.length=L)}_$AR(H=this._$AA.nextSibling,C){for(this._$AP?.(!1,!0,C);H!==this._$AB;){let V=k2(H).nextSibling;k2(H).remove(),H=V}}setConnected(H){this._$AM===void 0&&(this._$Cv=H,this._$AP?.(H))}},R=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(H,C,V,L,r){this.type=1,this._$AH=a,this._$AN=void 0,this.element=H,this.name=C,this._$AM=L,this.options=r,V.length>2||V[0]!==""||V[1]!==""?(this._$AH=Array(V.length-1).fill(new String),this.strings=V):this._$AH=a}_$AI(H,C=this,V,L){let r=this.strings,e=!1;if(r===void 0)H=F(this,H,C,0),e=!C1(H)||H!==this._$AH&&H!==g,e&&(this._$AH=H);else{let t=H,i,A;for(H=r[0],i=0;i<r.length-1;i++)A=F(this,t[V+i],C,i),A===g&&(A=this._$AH[i]),e||=!C1(A)||A!==this._$AH[i],A===a?H=a:H!==a&&(H+=(A??"")+r[i+1]),this._$AH[i]=A}e&&!L&&this.j(H)}j(H){H===a?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,H??"")}},n1=class extends R{constructor(){super(...arguments),this.type=3}j(H){this.element[this.name]=H===a?void 0:H}},p1=class extends R{constructor(){super(...arguments),this.type=4}j(H){this.element.toggleAttribute(this.name,!!H&&H!==a)}},m1=class extends R{constructor(H,C,V,L,r){super(H,C,V,L,r),this.type=5}_$AI(H,C=this){if((H=F(this,H,C,0)??a)===g)return;let V=this._$AH,L=H===a&&V!==a||H.capture!==V.capture||H.once!==V.once||H.passive!==V.passive,r=H!==a&&(V===a||L);L&&this.element.removeEventListener(this.name,this,V),r&&this.element.addEventListener(this.name,this,H),this._$AH=H}handleEvent(H){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,H):this._$AH.handleEvent(H)}},l1=class{constructor(H,C,V){this.element=H,this.type=6,this._$AN=void 0,this._$AM=C,this.options=V}get _$AU(){return this._$AM._$AU}_$AI(H){F(this,H)}},$2={M:Q1,P:O,A:q1,C:1,L:E2,R:d1,D:F2,V:F,I:N,H:R,N:p1,U:m1,B:n1,F:l1},U5=U1.litHtmlPolyfillSupport;U5?.(H1,N),(U1.litHtmlVersions??=[]).push("3.3.3");var _2=(M,H,C)=>{let V=C?.renderBefore??H,L=V._$litPart$;if(L===void 0){let r=C?.renderBefore??null;V._$litPart$=L=new N(H.insertBefore(J(),r),r,void 0,C??{})}return L._$AI(M),L};var X1=globalThis,x=class extends h{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let H=super.createRenderRoot();return this.renderOptions.renderBefore??=H.firstChild,H}update(H){let C=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(H),this._$Do=_2(C,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return g}};x._$litElement$=!0,x.finalized=!0,X1.litElementHydrateSupport?.({LitElement:x});var Q5=X1.litElementPolyfillSupport;Q5?.({LitElement:x});(X1.litElementVersions??=[]).push("4.2.2");var W2={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},v1=M=>(...H)=>({_$litDirective$:M,values:H}),I=class{constructor(H){}get _$AU(){return this._$AM._$AU}_$AT(H,C,V){this._$Ct=H,this._$AM=C,this._$Ci=V}_$AS(H,C){return this.update(H,C)}update(H,C){return this.render(...C)}};var{I:q5}=$2,N2=M=>M;var I2=()=>document.createComment(""),G=(M,H,C)=>{let V=M._$AA.parentNode,L=H===void 0?M._$AB:H._$AA;if(C===void 0){let r=V.insertBefore(I2(),L),e=V.insertBefore(I2(),L);C=new q5(r,e,M,M.options)}else{let r=C._$AB.nextSibling,e=C._$AM,t=e!==M;if(t){let i;C._$AQ?.(M),C._$AM=M,C._$AP!==void 0&&(i=M._$AU)!==e._$AU&&C._$AP(i)}if(r!==L||t){let i=C._$AA;for(;i!==r;){let A=N2(i).nextSibling;N2(V).insertBefore(i,L),i=A}}}return C},w=(M,H,C=M)=>(M._$AI(H,C),M),K5={},x1=(M,H=K5)=>M._$AH=H,G2=M=>M._$AH,s1=M=>{M._$AR(),M._$AA.remove()};var z2=(M,H,C)=>{let V=new Map;for(let L=H;L<=C;L++)V.set(M[L],L);return V},U2=v1(class extends I{constructor(M){if(super(M),M.type!==W2.CHILD)throw Error("repeat() can only be used in text expressions")}dt(M,H,C){let V;C===void 0?C=H:H!==void 0&&(V=H);let L=[],r=[],e=0;for(let t of M)L[e]=V?V(t,e):e,r[e]=C(t,e),e++;return{values:r,keys:L}}render(M,H,C){return this.dt(M,H,C).values}update(M,[H,C,V]){let L=G2(M),{values:r,keys:e}=this.dt(H,C,V);if(!Array.isArray(L))return this.ut=e,r;let t=this.ut??=[],i=[],A,n,d=0,p=L.length-1,m=0,v=r.length-1;for(;d<=p&&m<=v;)if(L[d]===null)d++;else if(L[p]===null)p--;else if(t[d]===e[m])i[m]=w(L[d],r[m]),d++,m++;else if(t[p]===e[v])i[v]=w(L[p],r[v]),p--,v--;else if(t[d]===e[v])i[v]=w(L[d],r[v]),G(M,i[v+1],L[d]),d++,v--;else if(t[p]===e[m])i[m]=w(L[p],r[m]),G(M,L[d],L[p]),p--,m++;else if(A===void 0&&(A=z2(e,m,v),n=z2(t,d,p)),A.has(t[d]))if(A.has(t[p])){let c=n.get(e[m]),W1=c!==void 0?L[c]:null;if(W1===null){let u2=G(M,L[d]);w(u2,r[m]),i[m]=u2}else i[m]=w(W1,r[m]),G(M,L[d],W1),L[c]=null;m++}else s1(L[p]),p--;else s1(L[d]),d++;for(;m<=v;){let c=G(M,i[v+1]);w(c,r[m]),i[m++]=c}for(;d<=p;){let c=L[d++];c!==null&&s1(c)}return this.ut=e,x1(M,i),g}});var j5={comma_decimal:"en-US",decimal_comma:"de",quote_decimal:"de-CH",space_comma:"fr"},Y1=" ",C2=6e4,H2=60*C2,J1=24*H2,b=class{constructor(H){this.hass=H;this.numbers=new Map;this.times=new Map;this.language=H.locale.language,this.relative=new Intl.RelativeTimeFormat(this.language,{numeric:"auto"})}number(H,C=0){let V=this.numbers.get(C);if(!V){let{number_format:L}=this.hass.locale,r=L==="system"?void 0:j5[L]??this.language;V=new Intl.NumberFormat(r,{maximumFractionDigits:C,useGrouping:L!=="none"}),this.numbers.set(C,V)}return V.format(H)}percent(H){return`${this.number(H)}${Y1}%`}ml(H){return`${this.number(H)}${Y1}ml`}litres(H){return`${this.number(H,Math.abs(H)<10?1:0)}${Y1}L`}time(H){return this.format(H,"time",{hour:"numeric",minute:"2-digit",...this.clock()})}weekday(H,C="short"){return this.format(H,C,{weekday:C})}day(H){return this.format(H,"day",{year:"numeric",month:"numeric",day:"numeric"})}moment(H,C){let V=this.daysBetween(C,H);return Math.abs(V)<=1?`${Q2(this.relative.format(V,"day"))}, ${this.time(H)}`:Math.abs(V)<7?`${Q2(this.weekday(H,"long"))}, ${this.time(H)}`:this.format(H,"date",{day:"numeric",month:"short",hour:"numeric",minute:"2-digit",...this.clock()})}between(H,C,V){return this.day(H)===this.day(C)?`${this.time(H)} – ${this.time(C)}`:`${this.moment(H,V)} – ${this.moment(C,V)}`}span(H,C){let V=H-C,L=Math.abs(V);return L<C2?this.relative.format(0,"minute"):L<H2?this.relative.format(Math.round(V/C2),"minute"):L<J1?this.relative.format(Math.round(V/H2),"hour"):this.relative.format(Math.round(V/J1),"day")}daysBetween(H,C){for(let V of[0,1,-1,2,-2,3,-3,4,-4,5,-5,6,-6])if(this.day(H+V*J1)===this.day(C))return V;return C>H?7:-7}clock(){let{time_format:H}=this.hass.locale;if(H==="12"||H==="24")return{hourCycle:H==="12"?"h12":"h23"};if(H==="language")return{};let{hourCycle:C}=new Intl.DateTimeFormat(void 0,{hour:"numeric"}).resolvedOptions();return C?{hourCycle:C}:{}}format(H,C,V){let L=this.times.get(C);if(!L){let{locale:r,config:e}=this.hass,t=r.time_zone==="server"?{timeZone:e.time_zone}:{};L=new Intl.DateTimeFormat(this.language,{...V,...t}),this.times.set(C,L)}return L.format(H)}};function Q2(M){return M.charAt(0).toLocaleUpperCase()+M.slice(1)}var X5={cardName:"PlantOS plant",cardDescription:"A plant at a glance: how it is, when it is watered, and why.",chooseDevice:"Choose a plant in this card's settings.",gone:"This plant is no longer there. Choose another one in this card's settings.",notLoaded:"The hub “{hub}” is not running, so nothing is known of this plant.",notAllowed:"You may not see this plant. Ask an administrator.",silent:"PlantOS doesn’t answer. Trying again…",openSettings:"Look at the hub",stale:"No connection: this was true a while ago.",loading:"Asking PlantOS…",moistureNow:"Soil moisture {value}, wanted are {min} to {max}.",moistureUnknown:"Soil moisture is unknown.",unknown:"Unknown",good:"Just right",dry:"Too dry",wet:"Too wet",wanted:"{min}–{max} % is right",cached:"last known",backup:"backup probe",quarantined:"doubted",health:"Health",thriving:"Thriving",well:"Well",stressed:"Stressed",critical:"Critical",notJudged:"Not judged yet",limitedBy:"Limited by {what}",limits_moisture:"soil moisture",limits_temperature:"temperature",limits_humidity:"humidity",limits_illuminance:"light",limits_dry_air:"dry air",limits_cold:"cold",limits_heat:"heat",next:"Next watering",nextNone:"Not foreseeable",nextByHand:"By hand",nextNow:"Now",nextHeld:"Held back",held:"Held back: {why}",postponed:"Postponed until {until}",off:"Watering is off for this hub",last:"Last watered",never:"Never yet",today:"{ml} today",chart:"Soil moisture of the last {days} days",chartSays:"From {low} to {high}; {count} waterings.",chartEmpty:"The first readings are still to come.",chartFailed:"The history can’t be read: {error}",watered:"{ml} given",why:"Why",lastTry:"Last try: {why}",automatic:"Automatic",automaticLabel:"Water this plant automatically",waterNow:"Water now",noOutlet:"This plant has no outlet: water it by hand.",amount:"Amount in ml",less:"Less",more:"More",cancel:"Cancel",give:"Give {ml}",atMost:"At most {ml} at once.",amountWrong:"Enter an amount from 1 ml to {ml}.",stop:"Stop",stopping:"Stopping…",watering:"Watering",progress:"{given} of {asked}",secondsLeft:"{seconds} s left",closing:"Closing…",queued:"Waits for its turn",checking:"Checking",soakingBetween:"Soaks in before the next part",awaiting:"Wants to give {ml} and waits for you.",approve:"Approve",reject:"Reject",ended:"Watering has ended: {ml} given.",endedWithout:"Watering has ended without water.",failed:"That didn’t work: {error}",fix:"Put it right",form_device_id:"Plant",form_name:"Name",form_picture:"Picture",form_days:"Days in the moisture line",form_sections:"What is shown",form_show_health:"Health",form_show_chart:"Moisture line",form_show_times:"Next and last watering",form_show_decision:"Last decision",form_show_controls:"Water now and automatic watering",form_show_problems:"Problems",gardenCardName:"PlantOS garden",gardenCardDescription:"All plants at a glance, the thirstiest first, with the tanks and the water of the week.",garden:"Garden",noPlants:"No plants yet. Add one to PlantOS, and it grows here.",noPlantsHere:"None of your plants fits this card’s settings.",addPlant:"Add a plant",allWell:"All plants are well",onePlantCalls:"1 plant needs you",plantsCall:"{count} plants need you",hidden:"and {count} more",nextAt:"Next: {when}",tanks:"Tanks",tankOf:"{level} of {capacity}",tankUnknown:"Level unknown",tankLow:"Nearly empty",water:"Water",thisWeek:"Last 7 days",lastWeek:"7 days before",form_title:"Title",form_areas:"Only these areas",form_hub:"Only this hub",form_limit:"Plants at most",form_show_tanks:"Tanks",form_show_water:"Water of the week",strategyDescription:"Your garden by itself: what needs you, a view for each area, history, and maintenance.",overview:"Overview",otherPlants:"Other plants",past:"History and water use",waterUse:"Water use",maintenance:"Health and maintenance",plants:"Plants",soilMoisture:"Soil moisture",maintenanceProblems:"Problems",doubtedProbes:"Doubted probes",openBreakers:"Devices that rest",failedCommands:"Failed commands",nothingBroken:"Nothing is broken.",doubtedValue:"It tells {value}, and that isn’t believed.",doubtedSilent:"It gives no reading.",part_outlet:"outlet",trustAgain:"Trust again",replay:"Try again",forget:"Forget"},Y5={cardName:"PlantOS-Pflanze",cardDescription:"Eine Pflanze auf einen Blick: wie es ihr geht, wann sie gegossen wird, und warum.",chooseDevice:"Wähle in den Einstellungen dieser Karte eine Pflanze.",gone:"Diese Pflanze gibt es nicht mehr. Wähle in den Einstellungen dieser Karte eine andere.",notLoaded:"Der Hub „{hub}“ läuft nicht, darum ist von dieser Pflanze nichts bekannt.",notAllowed:"Du darfst diese Pflanze nicht sehen. Frage jemanden mit Administratorrechten.",silent:"PlantOS antwortet nicht. Neuer Versuch…",openSettings:"Zum Hub",stale:"Keine Verbindung: So war es vor einer Weile.",loading:"PlantOS wird gefragt…",moistureNow:"Bodenfeuchte {value}, gewünscht sind {min} bis {max}.",moistureUnknown:"Die Bodenfeuchte ist unbekannt.",unknown:"Unbekannt",good:"Genau richtig",dry:"Zu trocken",wet:"Zu nass",wanted:"{min}–{max} % sind richtig",cached:"zuletzt bekannt",backup:"Ersatzfühler",quarantined:"zweifelhaft",health:"Gesundheit",thriving:"Gedeiht",well:"Gut",stressed:"Gestresst",critical:"Kritisch",notJudged:"Noch nicht beurteilt",limitedBy:"Begrenzt durch {what}",limits_moisture:"Bodenfeuchte",limits_temperature:"Temperatur",limits_humidity:"Luftfeuchte",limits_illuminance:"Licht",limits_dry_air:"trockene Luft",limits_cold:"Kälte",limits_heat:"Hitze",next:"Nächstes Gießen",nextNone:"Nicht absehbar",nextByHand:"Von Hand",nextNow:"Jetzt",nextHeld:"Zurückgehalten",held:"Zurückgehalten: {why}",postponed:"Aufgeschoben bis {until}",off:"Das Gießen dieses Hubs ist aus",last:"Zuletzt gegossen",never:"Noch nie",today:"heute {ml}",chart:"Bodenfeuchte der letzten {days} Tage",chartSays:"Von {low} bis {high}; {count}-mal gegossen.",chartEmpty:"Die ersten Messwerte kommen noch.",chartFailed:"Der Verlauf kann nicht gelesen werden: {error}",watered:"{ml} gegeben",why:"Warum",lastTry:"Letzter Versuch: {why}",automatic:"Automatisch",automaticLabel:"Diese Pflanze automatisch gießen",waterNow:"Jetzt gießen",noOutlet:"Diese Pflanze hat keinen Auslass: Gieße sie von Hand.",amount:"Menge in ml",less:"Weniger",more:"Mehr",cancel:"Abbrechen",give:"{ml} geben",atMost:"Höchstens {ml} auf einmal.",amountWrong:"Gib eine Menge von 1 ml bis {ml} ein.",stop:"Stopp",stopping:"Wird gestoppt…",watering:"Wird gegossen",progress:"{given} von {asked}",secondsLeft:"noch {seconds} s",closing:"Schließt…",queued:"Wartet, bis sie an der Reihe ist",checking:"Wird geprüft",soakingBetween:"Sickert ein vor dem nächsten Teil",awaiting:"Möchte {ml} geben und wartet auf dich.",approve:"Erlauben",reject:"Ablehnen",ended:"Das Gießen ist beendet: {ml} gegeben.",endedWithout:"Das Gießen ist ohne Wasser beendet.",failed:"Das ging nicht: {error}",fix:"In Ordnung bringen",form_device_id:"Pflanze",form_name:"Name",form_picture:"Bild",form_days:"Tage im Feuchteverlauf",form_sections:"Was gezeigt wird",form_show_health:"Gesundheit",form_show_chart:"Feuchteverlauf",form_show_times:"Nächstes und letztes Gießen",form_show_decision:"Letzte Entscheidung",form_show_controls:"Jetzt gießen und automatisches Gießen",form_show_problems:"Probleme",gardenCardName:"PlantOS-Garten",gardenCardDescription:"Alle Pflanzen auf einen Blick, die durstigste zuerst, mit den Tanks und dem Wasser der Woche.",garden:"Garten",noPlants:"Noch keine Pflanzen. Füge in PlantOS eine hinzu, und sie wächst hier.",noPlantsHere:"Keine deiner Pflanzen passt zu den Einstellungen dieser Karte.",addPlant:"Pflanze hinzufügen",allWell:"Allen Pflanzen geht es gut",onePlantCalls:"1 Pflanze braucht dich",plantsCall:"{count} Pflanzen brauchen dich",hidden:"und {count} weitere",nextAt:"Nächstes: {when}",tanks:"Tanks",tankOf:"{level} von {capacity}",tankUnknown:"Füllstand unbekannt",tankLow:"Fast leer",water:"Wasser",thisWeek:"Letzte 7 Tage",lastWeek:"7 Tage davor",form_title:"Titel",form_areas:"Nur diese Bereiche",form_hub:"Nur dieser Hub",form_limit:"Höchstens so viele Pflanzen",form_show_tanks:"Tanks",form_show_water:"Wasser der Woche",strategyDescription:"Dein Garten ganz von selbst: was dich braucht, eine Ansicht je Bereich, Verlauf und Wartung.",overview:"Übersicht",otherPlants:"Weitere Pflanzen",past:"Verlauf und Wasserverbrauch",waterUse:"Wasserverbrauch",maintenance:"Zustand und Wartung",plants:"Pflanzen",soilMoisture:"Bodenfeuchte",maintenanceProblems:"Probleme",doubtedProbes:"Bezweifelte Fühler",openBreakers:"Geräte, die ruhen",failedCommands:"Fehlgeschlagene Befehle",nothingBroken:"Nichts ist kaputt.",doubtedValue:"Er meldet {value}, und das wird nicht geglaubt.",doubtedSilent:"Er liefert keinen Wert.",part_outlet:"Auslass",trustAgain:"Wieder vertrauen",replay:"Noch einmal",forget:"Vergessen"};function Z(M){let H=M.split("-")[0]==="de"?Y5:X5;return(C,V={})=>H[C].replace(/\{(\w+)\}/g,(L,r)=>String(V[r]??""))}var z="plantos-garden-card",V2=500;function q2(){let M=Z(document.documentElement.lang||"en");return{schema:[{name:"title",selector:{text:{}}},{name:"areas",selector:{area:{multiple:!0,device:[{integration:"plantos"}]}}},{name:"hub",selector:{config_entry:{integration:"plantos"}}},{name:"limit",selector:{number:{min:1,max:V2,mode:"box"}}},{name:"show_tanks",default:!0,selector:{boolean:{}}},{name:"show_water",default:!0,selector:{boolean:{}}}],computeLabel:({name:H})=>M(`form_${H}`)}}function K2(){return{type:`custom:${z}`}}function j2({areas:M,hub:H},C){let V=M===void 0?[]:[M].flat();return V.length>0&&!(C.area_id&&V.includes(C.area_id))?!1:!H||C.hub_id===H}function X2({limit:M}){let H=Number(M??V2);return Number.isFinite(H)?Math.max(1,H):V2}var Y2=s`
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
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
    }
  }
`;var L2=class{constructor(H,C){this.connection=H;this.language=C;this.plants=new Map;this.hubs=[];this.known=!1;this.live=!1;this.failed=!1;this.listeners=new Map;this.histories=new Map;this.skew=0;this.lost=()=>{this.live=!1,this.call()};this.back=()=>{this.listeners.size&&this.subscribe()}}now(){return Date.now()+this.skew}plant(H){return this.plants.get(H)}follow(H,C){let V=this.listeners.get(H)??new Set;return this.listeners.set(H,V.add(C)),this.subscription||this.subscribe(),()=>{V.delete(C),V.size===0&&this.listeners.get(H)===V&&this.listeners.delete(H),setTimeout(()=>this.listeners.size===0&&this.end(),1e3)}}followAll(H){return this.follow("",H)}history(H,C,V){let L=`${C.device_id} ${V}`,r=this.histories.get(L);if(r&&r.last===C.last_watered&&Date.now()<r.until)return r.answer;let e=H.callWS({type:"plantos/plant_history",device_id:C.device_id,days:V,language:this.language}),t={until:1/0,last:C.last_watered,answer:e};return this.histories.set(L,t),e.then(({since:i,until:A})=>{let n=(Date.parse(A)-Date.parse(i))/(V*24);t.until=Date.now()+Math.max(1e4,n)},()=>this.histories.delete(L)),e}subscribe(){clearTimeout(this.retry),this.deafen(),this.connection.addEventListener("disconnected",this.lost),this.connection.addEventListener("ready",this.back);let H=this.connection.subscribeMessage(C=>this.take(C),{type:"plantos/subscribe_plants",language:this.language},{resubscribe:!1});this.subscription=H,H.catch(()=>{this.live=!1,this.failed=!0,this.call(),this.retry=setTimeout(()=>this.listeners.size&&this.subscribe(),1e4)})}end(){clearTimeout(this.retry),this.deafen(),this.subscription?.then(H=>H()).catch(()=>{}),this.subscription=void 0,this.live=!1}deafen(){this.connection.removeEventListener("disconnected",this.lost),this.connection.removeEventListener("ready",this.back)}take(H){let C=!this.live||!this.known||H.complete||H.hubs!==void 0;this.skew=Date.parse(H.now)-Date.now(),this.known=this.live=!0,this.failed=!1,H.hubs&&(this.hubs=H.hubs);let V=new Set;H.complete&&this.plants.clear();for(let L of H.plants)this.plants.set(L.device_id,L),V.add(L.device_id);for(let L of[...this.plants.values()])H.gone.includes(L.plant_id)&&(this.plants.delete(L.device_id),V.add(L.device_id));this.call(C?void 0:V)}call(H){for(let[C,V]of this.listeners)if(!(H&&C!==""&&!H.has(C)))for(let L of V)L()}},J2=new WeakMap;function U(M){let H=J2.get(M.connection)??new Map;J2.set(M.connection,H);let C=H.get(M.language)??new L2(M.connection,M.language);return H.set(M.language,C),C}async function S(M,H){let C=H??{},{translation_domain:V,translation_key:L}=C;if(V&&L)try{let e=(await M.loadBackendTranslation("exceptions",V))(`component.${V}.exceptions.${L}.message`,C.translation_placeholders);if(e)return e}catch{}return C.message||String(H)}function C5(M){return!!M?.translation_key}function f(M){history.pushState(null,"",M),window.dispatchEvent(new CustomEvent("location-changed",{detail:{replace:!1}}))}function L1(M,H){H&&M.dispatchEvent(new CustomEvent("hass-more-info",{bubbles:!0,composed:!0,detail:{entityId:H}}))}function k(M,H){customElements.get(M)||customElements.define(M,H)}var M2="M20.5,14.5V16H19V14.5H20.5M18.5,9.5H17V9A3,3 0 0,1 20,6A3,3 0 0,1 23,9C23,9.97 22.5,10.88 21.71,11.41L21.41,11.6C20.84,12 20.5,12.61 20.5,13.3V13.5H19V13.3C19,12.11 19.6,11 20.59,10.35L20.88,10.16C21.27,9.9 21.5,9.47 21.5,9A1.5,1.5 0 0,0 20,7.5A1.5,1.5 0 0,0 18.5,9V9.5M9,13C11.67,13 17,14.34 17,17V20H1V17C1,14.34 6.33,13 9,13M9,4A4,4 0 0,1 13,8A4,4 0 0,1 9,12A4,4 0 0,1 5,8A4,4 0 0,1 9,4M9,14.9C6.03,14.9 2.9,16.36 2.9,17V18.1H15.1V17C15.1,16.36 11.97,14.9 9,14.9M9,5.9A2.1,2.1 0 0,0 6.9,8A2.1,2.1 0 0,0 9,10.1A2.1,2.1 0 0,0 11.1,8A2.1,2.1 0 0,0 9,5.9Z";var D="M11,15H13V17H11V15M11,7H13V13H11V7M12,2C6.47,2 2,6.5 2,12A10,10 0 0,0 12,22A10,10 0 0,0 22,12A10,10 0 0,0 12,2M12,20A8,8 0 0,1 4,12A8,8 0 0,1 12,4A8,8 0 0,1 20,12A8,8 0 0,1 12,20Z";var H5="M14,16V21H10V18H9A3,3 0 0,1 6,15V12A1,1 0 0,1 7,11A1,1 0 0,1 8,12V15C8,15.56 8.45,16 9,16H10V6A2,2 0 0,1 12,4A2,2 0 0,1 14,6V14H15A1,1 0 0,0 16,13V11A1,1 0 0,1 17,10A1,1 0 0,1 18,11V13A3,3 0 0,1 15,16H14Z";var r2="M6 1V3H5C3.89 3 3 3.89 3 5V19C3 20.1 3.89 21 5 21H11.1C12.36 22.24 14.09 23 16 23C19.87 23 23 19.87 23 16C23 14.09 22.24 12.36 21 11.1V5C21 3.9 20.11 3 19 3H18V1H16V3H8V1M5 5H19V7H5M5 9H19V9.67C18.09 9.24 17.07 9 16 9C12.13 9 9 12.13 9 16C9 17.07 9.24 18.09 9.67 19H5M16 11.15C18.68 11.15 20.85 13.32 20.85 16C20.85 18.68 18.68 20.85 16 20.85C13.32 20.85 11.15 18.68 11.15 16C11.15 13.32 13.32 11.15 16 11.15M15 13V16.69L18.19 18.53L18.94 17.23L16.5 15.82V13Z";var V5="M16,10L15.8,11H13.5A0.5,0.5 0 0,0 13,11.5A0.5,0.5 0 0,0 13.5,12H15.6L14.6,17H12.5A0.5,0.5 0 0,0 12,17.5A0.5,0.5 0 0,0 12.5,18H14.4L14,20A2,2 0 0,1 12,22A2,2 0 0,1 10,20L9,15H10.5A0.5,0.5 0 0,0 11,14.5A0.5,0.5 0 0,0 10.5,14H8.8L8,10C8,8.8 8.93,7.77 10.29,7.29L8.9,5.28C8.59,4.82 8.7,4.2 9.16,3.89C9.61,3.57 10.23,3.69 10.55,4.14L11,4.8V3A1,1 0 0,1 12,2A1,1 0 0,1 13,3V5.28L14.5,3.54C14.83,3.12 15.47,3.07 15.89,3.43C16.31,3.78 16.36,4.41 16,4.84L13.87,7.35C15.14,7.85 16,8.85 16,10Z";var e2="M12 2C6.5 2 2 6.5 2 12S6.5 22 12 22 22 17.5 22 12 17.5 2 12 2M12 20C7.59 20 4 16.41 4 12S7.59 4 12 4 20 7.59 20 12 16.41 20 12 20M16.59 7.58L10 14.17L7.41 11.59L6 13L10 17L18 9L16.59 7.58Z";var M1="M8.59,16.58L13.17,12L8.59,7.41L10,6L16,12L10,18L8.59,16.58Z";var r1="M19.8 22.6L17.15 20H6.5Q4.2 20 2.6 18.4T1 14.5Q1 12.58 2.19 11.08 3.38 9.57 5.25 9.15 5.33 8.95 5.4 8.76 5.5 8.57 5.55 8.35L1.4 4.2L2.8 2.8L21.2 21.2M6.5 18H15.15L7.1 9.95Q7.05 10.23 7.03 10.5 7 10.73 7 11H6.5Q5.05 11 4.03 12.03 3 13.05 3 14.5 3 15.95 4.03 17 5.05 18 6.5 18M11.13 14M21.6 18.75L20.15 17.35Q20.58 17 20.79 16.54 21 16.08 21 15.5 21 14.45 20.27 13.73 19.55 13 18.5 13H17V11Q17 8.93 15.54 7.46 14.08 6 12 6 11.33 6 10.7 6.16 10.07 6.33 9.5 6.68L8.05 5.23Q8.93 4.63 9.91 4.31 10.9 4 12 4 14.93 4 16.96 6.04 19 8.07 19 11 20.73 11.2 21.86 12.5 23 13.78 23 15.5 23 16.5 22.63 17.31 22.25 18.15 21.6 18.75M14.83 12.03Z";var L5="M3,13A9,9 0 0,0 12,22C12,17 7.97,13 3,13M12,5.5A2.5,2.5 0 0,1 14.5,8A2.5,2.5 0 0,1 12,10.5A2.5,2.5 0 0,1 9.5,8A2.5,2.5 0 0,1 12,5.5M5.6,10.25A2.5,2.5 0 0,0 8.1,12.75C8.63,12.75 9.12,12.58 9.5,12.31C9.5,12.37 9.5,12.43 9.5,12.5A2.5,2.5 0 0,0 12,15A2.5,2.5 0 0,0 14.5,12.5C14.5,12.43 14.5,12.37 14.5,12.31C14.88,12.58 15.37,12.75 15.9,12.75C17.28,12.75 18.4,11.63 18.4,10.25C18.4,9.25 17.81,8.4 16.97,8C17.81,7.6 18.4,6.74 18.4,5.75C18.4,4.37 17.28,3.25 15.9,3.25C15.37,3.25 14.88,3.41 14.5,3.69C14.5,3.63 14.5,3.56 14.5,3.5A2.5,2.5 0 0,0 12,1A2.5,2.5 0 0,0 9.5,3.5C9.5,3.56 9.5,3.63 9.5,3.69C9.12,3.41 8.63,3.25 8.1,3.25A2.5,2.5 0 0,0 5.6,5.75C5.6,6.74 6.19,7.6 7.03,8C6.19,8.4 5.6,9.25 5.6,10.25M12,22A9,9 0 0,0 21,13C16,13 12,17 12,22Z";var M5="M3,13A9,9 0 0,0 12,22A9,9 0 0,0 3,13M12,22A9,9 0 0,0 21,13A9,9 0 0,0 12,22M18,3V8A6,6 0 0,1 12,14A6,6 0 0,1 6,8V3C6.74,3 7.47,3.12 8.16,3.39C8.71,3.62 9.2,3.96 9.61,4.39L12,2L14.39,4.39C14.8,3.96 15.29,3.62 15.84,3.39C16.53,3.12 17.26,3 18,3Z";var r5="M16 13H15.5C14.8 11.7 14.3 10 13.8 8.3L14.7 9.2C17.4 11.3 19.8 10.9 19.8 10.9S20.5 7.1 17.8 5.1C15.5 3.3 13.4 3.3 12.8 3.4C12.7 2.8 12.7 2.3 12.6 1.9L11.2 2C11.2 5.2 8.5 11.1 7.6 13C5.6 13.2 4 14.9 4 17C4 19.2 5.8 21 8 21C9.1 21 10 20.6 10.7 19.9C10.3 19 10 18 10 17S10.3 15 10.7 14.1C10.3 13.7 9.7 13.4 9.2 13.2C9.9 11.7 11.1 9 11.9 6.4C12.3 8.7 13.1 11.4 14.1 13.5C12.9 14.2 12 15.5 12 17C12 19.2 13.8 21 16 21S20 19.2 20 17 18.2 13 16 13M8 15.5C7.2 15.5 6.5 16.2 6.5 17H5.5C5.5 15.6 6.6 14.5 8 14.5V15.5M16 15.5C15.2 15.5 14.5 16.2 14.5 17H13.5C13.5 15.6 14.6 14.5 16 14.5V15.5Z";var t2="M12 20H2V18H7.75C7 15.19 4.81 13 2 12.26C2.64 12.1 3.31 12 4 12C8.42 12 12 15.58 12 20M22 12.26C21.36 12.1 20.69 12 20 12C17.07 12 14.5 13.58 13.12 15.93C13.41 16.59 13.65 17.28 13.79 18C13.92 18.65 14 19.32 14 20H22V18H16.24C17 15.19 19.19 13 22 12.26M15.64 11C16.42 8.93 17.87 7.18 19.73 6C15.44 6.16 12 9.67 12 14V14C12.95 12.75 14.2 11.72 15.64 11M11.42 8.85C10.58 6.66 8.88 4.89 6.7 4C8.14 5.86 9 8.18 9 10.71C9 10.92 8.97 11.12 8.96 11.32C9.39 11.56 9.79 11.84 10.18 12.14C10.39 10.96 10.83 9.85 11.42 8.85Z";var Z1="M17,8C8,10 5.9,16.17 3.82,21.34L5.71,22L6.66,19.7C7.14,19.87 7.64,20 8,20C19,20 22,3 22,3C21,5 14,5.25 9,6.25C4,7.25 2,11.5 2,13.5C2,15.5 3.75,17.25 3.75,17.25C7,8 17,8 17,8Z";var i2="M20,11H23V13H20V11M1,11H4V13H1V11M13,1V4H11V1H13M4.92,3.5L7.05,5.64L5.63,7.05L3.5,4.93L4.92,3.5M16.95,5.63L19.07,3.5L20.5,4.93L18.37,7.05L16.95,5.63M12,6A6,6 0 0,1 18,12C18,14.22 16.79,16.16 15,17.2V19A1,1 0 0,1 14,20H10A1,1 0 0,1 9,19V17.2C7.21,16.16 6,14.22 6,12A6,6 0 0,1 12,6M14,21V22A1,1 0 0,1 13,23H11A1,1 0 0,1 10,22V21H14M11,18H13V15.87C14.73,15.43 16,13.86 16,12A4,4 0 0,0 12,8A4,4 0 0,0 8,12C8,13.86 9.27,15.43 11,15.87V18Z";var o2="M19,13H5V11H19V13Z";var e5="M12 9C13.59 16.61 10 22 10 22H13C14.88 16.2 14 12.09 13.5 10M15.66 7.16C15.83 7.37 16 7.59 16.13 7.82C17.84 10.53 17.5 13.95 15.5 16.26C16.34 14.21 16.22 11.79 14.95 9.77C14.87 9.64 14.78 9.53 14.7 9.41C14.11 8.58 13.36 7.92 12.54 7.43C9.66 8.35 7.58 11.04 7.58 14.22C7.58 14.96 7.69 15.67 7.89 16.33C7.05 15.16 6.56 13.73 6.56 12.19C6.56 9.84 7.7 7.76 9.45 6.46C8 6.35 6.46 6.67 5.12 7.5C4.5 7.91 3.96 8.38 3.5 8.91C4.05 7.58 5 6.39 6.3 5.57C7.8 4.63 9.5 4.32 11.14 4.56C10.73 4 10.23 3.47 9.63 3C9.05 2.58 8.42 2.24 7.76 2C9.2 2.04 10.64 2.5 11.87 3.43C12.5 3.9 13 4.47 13.4 5.07C13.5 5.07 13.59 5.06 13.69 5.06C16.89 5.06 19.6 7.17 20.5 10.08C19.38 8.5 17.65 7.43 15.66 7.16Z";var a2="M19,13H13V19H11V13H5V11H11V5H13V11H19V13Z";var u1="M2,22V20C2,20 7,18 12,18C17,18 22,20 22,20V22H2M11.3,9.1C10.1,5.2 4,6.1 4,6.1C4,6.1 4.2,13.9 9.9,12.7C9.5,9.8 8,9 8,9C10.8,9 11,12.4 11,12.4V17C11.3,17 11.7,17 12,17C12.3,17 12.7,17 13,17V12.8C13,12.8 13,8.9 16,7.9C16,7.9 14,10.9 14,12.9C21,13.6 21,4 21,4C21,4 12.1,3 11.3,9.1Z";var A2="M18,18H6V6H18V18Z";var d2="M11,21V16.74C10.53,16.91 10.03,17 9.5,17C7,17 5,15 5,12.5C5,11.23 5.5,10.09 6.36,9.27C6.13,8.73 6,8.13 6,7.5C6,5 8,3 10.5,3C12.06,3 13.44,3.8 14.25,5C14.33,5 14.41,5 14.5,5A5.5,5.5 0 0,1 20,10.5A5.5,5.5 0 0,1 14.5,16C14,16 13.5,15.93 13,15.79V21H11Z";var Q="M12,20A6,6 0 0,1 6,14C6,10 12,3.25 12,3.25C12,3.25 18,10 18,14A6,6 0 0,1 12,20Z";var n2="M22 16H2V18H4V22H20V18H22V16M10.44 15C10.19 15 10 14.81 9.95 14.56L9.57 11.56C9.57 11.54 9.57 11.5 9.57 11.5C9.57 11.22 9.79 11 10.07 11H13.93C13.95 11 13.97 11 14 11C14.27 11.04 14.46 11.29 14.43 11.56L14.05 14.56C14 14.81 13.81 15 13.56 15H10.44M19 2L21.56 6.68C21.6 6.78 21.61 6.89 21.61 7C21.61 7.56 21.16 8 20.61 8H19V15H17V8H13V10H11V8H7V15H5V8H3.62C3.46 8 3.31 7.96 3.16 7.89C2.67 7.64 2.47 7.04 2.72 6.55L5 2H19Z";var S1="M18.5 7.47C17.76 8.2 17.57 9.25 17.92 10.15L15 13.07V11C15 10.45 14.55 10 14 10H12.97C13 9.83 13 9.67 13 9.5C13 6.46 10.54 4 7.5 4S2 6.46 2 9.5C2 11.21 2.78 12.73 4 13.74V20C4 20.55 4.45 21 5 21H14C14.55 21 15 20.55 15 20V15.89L19.33 11.56C20.23 11.91 21.28 11.73 22 11L18.5 7.47M4.05 10C4.03 9.83 4 9.67 4 9.5C4 7.57 5.57 6 7.5 6S11 7.57 11 9.5C11 9.67 10.97 9.83 10.95 10M13 19H6V12H13V19Z";var J5={carnivorous:u1,climber:Z1,fern:Z1,flower:L5,fruit:r5,grass:t2,herb:Z1,houseplant:u1,lawn:t2,orchid:M5,palm:e5,shrub:d2,succulent:H5,tree:d2,vegetable:V5};function E(M){return M&&J5[M]||u1}function l(M){return V1`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${M}></path></svg>`}var u=s`
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
    background: color-mix(in srgb, var(--plant-water) 85%, black);
    color: #fff;
  }
  .pill.stop {
    background: color-mix(in srgb, var(--plant-bad) 88%, black);
    color: #fff;
  }
  .pill:hover {
    filter: brightness(1.06);
  }
  .pill[disabled] {
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
    color: var(--plant-bad);
    margin: 0;
    overflow-wrap: anywhere;
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;var C3={unknown:"none",dry:"bad",wet:"wet",good:"good"};function q({moisture:M,moisture_min:H,moisture_max:C}){let V=M?.value??null;return V===null?"unknown":V<H?"dry":V>C?"wet":"good"}function c1(M){return`tone-${C3[M]}`}function h1({moisture:M,moisture_min:H,moisture_max:C}){let V=M?.value??null;return o`
    <div class="track ${M&&M.quality<1?"doubted":""}" aria-hidden="true">
      <div class="right" style="inset-inline:${H}% ${100-C}%"></div>
      ${V===null?a:o`<div class="needle" style="inset-inline-start:${V}%"></div>`}
    </div>
  `}var O1=s`
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
`;function p2(M){return M.problems.length>0||M.awaiting_approval||q(M)==="dry"}function H3({moisture:M,moisture_min:H,moisture_max:C}){let V=M?.value??null;return V===null||C<=H?1/0:(V-H)/(C-H)}function t5(M){let H=[...M].map(C=>({plant:C,calls:p2(C),share:H3(C)}));return H.sort((C,V)=>C.calls!==V.calls?C.calls?-1:1:C.share!==V.share?C.share<V.share?-1:1:C.plant.name.localeCompare(V.plant.name)||(C.plant.plant_id<V.plant.plant_id?-1:1)),H.map(({plant:C})=>C)}var i5=6e4,o5=1e3,V3=.2,g1=class extends x{constructor(){super(...arguments);this.say=Z("en");this.order=[]}static{this.styles=[u,Y2]}static{this.properties={config:{state:!0}}}static{this.getConfigForm=q2}static{this.getStubConfig=K2}setConfig(C){this.config=C}getCardSize(){return 6}getGridOptions(){return{columns:12,min_columns:6,rows:"auto"}}set hass(C){let V=this.home;this.home=C,(V?.locale!==C.locale||V.language!==C.language||V.config!==C.config)&&(this.formats=new b(C),this.say=Z(C.language),this.requestUpdate());let L=U(C);L!==this.garden&&(this.garden=L,this.follow())}connectedCallback(){super.connectedCallback(),this.follow(),this.timer=setInterval(()=>this.requestUpdate(),i5)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.timer),this.unfollow?.(),this.unfollow=void 0}follow(){this.unfollow?.(),this.unfollow=this.isConnected?this.garden?.followAll(()=>this.requestUpdate()):void 0,this.requestUpdate()}render(){let{config:C,home:V,garden:L}=this;if(!C||!V||!L)return a;let r=[...L.plants.values()].filter(e=>j2(C,e));return o`<ha-card class=${r.length&&!L.live?"stale":""}>
      ${r.length?this.all(r,C,V,L):this.none(V,L)}
    </ha-card>`}none(C,V){if(!V.live)return this.message(V.failed?"silent":"loading");if(V.plants.size>0)return this.message("noPlantsHere");let L="/config/integrations/integration/plantos";return o`
      ${this.message("noPlants")}
      ${C.user?.is_admin?o`<button class="pill strong" @click=${()=>f(L)}>${this.say("addPlant")}</button>`:a}
    `}message(C){return o`<div class="message" role="status">${l(E(void 0))}<p>${this.say(C)}</p></div>`}all(C,V,L,r){let{say:e,formats:t}=this,i=this.sorted(C).slice(0,X2(V)),A=C.length-i.length,n=Math.floor(r.now()/i5);return o`
      ${this.header(C,V)}
      ${r.live?a:o`<p class="note" role="status">${l(r1)}${e("stale")}</p>`}
      <ul class="plants">
        ${U2(i,d=>d.device_id,d=>o`<li>
            <plantos-garden-row
              .hass=${L}
              .garden=${r}
              .plant=${d}
              .formats=${t}
              .say=${e}
              .minute=${n}
            ></plantos-garden-row>
          </li>`)}
      </ul>
      ${A?o`<p class="note">${e("hidden",{count:t.number(A)})}</p>`:a}
      ${this.supplies(C,V)}
    `}sorted(C){let V=t5(C),L=V.map(e=>e.device_id);return!(L.length===this.order.length&&L.every(e=>this.order.includes(e)))||!this.renderRoot.querySelector(".plants:hover, .plants:focus-within")?(this.order=L,V):V.sort((e,t)=>this.order.indexOf(e.device_id)-this.order.indexOf(t.device_id))}header(C,V){let{say:L,formats:r}=this,e=C.filter(p2).length,t=e===0?L("allWell"):L(e===1?"onePlantCalls":"plantsCall",{count:r.number(e)});return o`
      <header>
        <h2><bdi>${V.title||L("garden")}</bdi></h2>
        <span class="state ${e?"calls":""}"><bdi>${t}</bdi></span>
      </header>
    `}supplies(C,V){let L=new Map;for(let{supply:e}of C)e?.has_tank&&L.set(e.supply_id,e);let r=V.show_tanks===!1?[]:[...L.values()];return r.length===0&&V.show_water===!1?a:o`
      <footer>
        ${r.map(e=>this.tank(e))} ${V.show_water===!1?a:this.weeks(C)}
      </footer>
    `}tank({name:C,tank_l:V,capacity_l:L}){let{say:r,formats:e}=this,t=V===null||!L?null:Math.min(1,Math.max(0,V/L)),i=V===null?r("tankUnknown"):L?r("tankOf",{level:e.litres(V),capacity:e.litres(L)}):e.litres(V),A=t!==null&&t<V3;return o`
      <div class="supply ${A?"low":""}">
        ${l(n2)}
        <div class="line">
          <span><bdi>${C}</bdi></span>
          <span class="quiet"><bdi>${A?`${r("tankLow")} · ${i}`:i}</bdi></span>
        </div>
        ${t===null?a:this.bar(t,"tank",C,i)}
      </div>
    `}weeks(C){let V=a5(C,"week_ml")/o5,L=a5(C,"last_week_ml")/o5,r=Math.max(V,L);return o`
      <div class="supply">
        ${l(Q)} ${this.week("thisWeek",V,r)} ${this.week("lastWeek",L,r)}
      </div>
    `}week(C,V,L){let r=this.say(C),e=this.formats.litres(V);return o`
      <div class="line">
        <span><bdi>${r}</bdi></span><span class="quiet"><bdi>${e}</bdi></span>
      </div>
      ${this.bar(L>0?V/L:0,C,r,e)}
    `}bar(C,V,L,r){return o`<div
      class="bar ${V}"
      role="meter"
      aria-label=${L}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(C*100)}
      aria-valuetext=${r}
    >
      <div style="inline-size:${C*100}%"></div>
    </div>`}};function a5(M,H){return M.reduce((C,V)=>C+V[H],0)}function f1(M,H,C,V){if(M.watering_off)return{told:V("off")};if(!M.automatic)return{told:V("nextByHand")};if(M.postponed_until)return{told:V("postponed",{until:C.moment(Date.parse(M.postponed_until),H)})};if(M.decision.denied)return{told:V("nextHeld")};let L=M.next_watering;if(!L)return{told:V("nextNone")};let r=Date.parse(L.at);if(r<=H)return{told:V("nextNow")};let e=L.earliest&&L.latest?C.between(Date.parse(L.earliest),Date.parse(L.latest),H):C.span(r,H);return{told:C.moment(r,H),between:e}}var k1=class extends x{constructor(){super(...arguments);this.minute=0}static{this.properties={plant:{attribute:!1},formats:{attribute:!1},say:{attribute:!1},minute:{attribute:!1}}}static{this.styles=[u,O1,s`
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
    `]}render(){let{plant:C,formats:V,say:L}=this,r=q(C),e=C.moisture?.value??null,[t]=C.problems;return o`
      <button class="plant ${c1(r)}" @click=${this.open}>
        <span class="face">${l(E(C.species?.group))}</span>
        <span>
          <bdi class="name">${C.name}</bdi>
          ${t?o`<span class="more problem">${l(D)}<bdi>${t.sentence}</bdi></span>`:o`<bdi class="more">${this.next(C)}</bdi>`}
        </span>
        ${C.moisture?o`<span class="moisture">
              <strong><bdi>${e===null?"–":V.percent(e)}</bdi></strong>
              <span class="unseen">${L(r)}</span>
              ${h1(C)}
            </span>`:a}
      </button>
      ${C.run?.active?o`<plantos-run-panel
            .hass=${this.hass}
            .garden=${this.garden}
            .plant=${C}
            .formats=${V}
            .say=${L}
          ></plantos-run-panel>`:a}
    `}next(C){return this.say("nextAt",{when:f1(C,this.garden.now(),this.formats,this.say).told})}open(){let C=this.plant.entities.moisture;C?L1(this,C):f(`/config/devices/device/${this.plant.device_id}`)}};var A5=s`
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
    color: var(--plant-leaf);
  }
`;var b1="plantos-maintenance-card",L3=6e4,M3={outlet:"part_outlet",moisture:"limits_moisture",temperature:"limits_temperature",humidity:"limits_humidity",illuminance:"limits_illuminance"},w1=class extends x{constructor(){super(...arguments);this.say=Z("en");this.failure="";this.busy="";this.failedRuns="";this.breakers=""}static{this.styles=[u,A5]}static{this.properties={commands:{state:!0},failure:{state:!0},busy:{state:!0}}}setConfig(){}getCardSize(){return 5}getGridOptions(){return{columns:12,min_columns:6,rows:"auto"}}set hass(C){let V=this.home;this.home=C,this.toggleAttribute("hidden",!C.user?.is_admin),(V?.locale!==C.locale||V.language!==C.language||V.config!==C.config)&&(this.formats=new b(C),this.say=Z(C.language),this.requestUpdate());let L=d5(C).join();L!==this.breakers&&(this.breakers=L,this.requestUpdate());let r=U(C);r!==this.garden&&(this.garden=r,this.follow())}connectedCallback(){super.connectedCallback(),this.follow(),this.timer=setInterval(()=>{this.load()},L3)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.timer),this.unfollow?.(),this.unfollow=void 0}follow(){this.unfollow?.(),this.unfollow=void 0,!(!this.isConnected||!this.garden||!this.home?.user?.is_admin)&&(this.unfollow=this.garden.followAll(()=>this.hear()),this.load())}hear(){let C=this.plants.flatMap(({run:V})=>V?.failure?V.run_id:[]).join();C!==this.failedRuns&&this.load(),this.failedRuns=C,this.requestUpdate()}get plants(){return[...this.garden?.plants.values()??[]].sort((C,V)=>C.name.localeCompare(V.name))}render(){let{home:C,garden:V,say:L}=this;if(!C?.user?.is_admin||!V)return a;let r=[this.section("maintenanceProblems",this.problems()),this.section("doubtedProbes",this.doubted()),this.section("openBreakers",this.opened(C)),this.section("failedCommands",this.failed())].filter(e=>e!==a);return o`<ha-card>
      ${r.length>0?r:o`<p class="fine" role="status">${l(e2)}${L(V.live?"nothingBroken":"loading")}</p>`}
      ${this.failure?o`<p class="error" role="alert">${L("failed",{error:this.failure})}</p>`:a}
    </ha-card>`}section(C,V){return V.length===0?a:o`<section>
          <h2>${this.say(C)}</h2>
          <ul>
            ${V.map(L=>o`<li>${L}</li>`)}
          </ul>
        </section>`}told(C,V){return o`<div class="what"><strong><bdi>${C}</bdi></strong><span class="quiet"><bdi>${V}</bdi></span></div>`}lead(C,V){return o`<button class="go" aria-label=${V} @click=${()=>f(C)}>${l(M1)}</button>`}problems(){return this.plants.flatMap(({name:C,problems:V})=>V.map(({sentence:L,path:r})=>o`${l(D)}${this.told(C,L)}${this.lead(r,`${this.say("fix")}: ${C}`)}`))}doubted(){return this.plants.flatMap(({name:C,moisture:V,device_id:L})=>{if(V?.quality!==0)return[];let{value:r}=V,e=r===null?this.say("doubtedSilent"):this.say("doubtedValue",{value:this.formats.percent(r)});return o`${this.told(C,e)}${this.lead(`/config/devices/device/${L}`,C)}`})}opened(C){return d5(C).map(V=>{let[L="",r=""]=V.split(":"),e=()=>this.act(V,"reset_circuit_breaker",{device:V},{entity_id:"all"}),t=this.nameOf(L),i=M3[r];return o`${this.told(t??"PlantOS",i?this.say(i):r)} ${t?this.button(V,"trustAgain",e):a}`})}nameOf(C){return this.plants.find(L=>L.plant_id===C)?.name??this.plants.find(({supply:L})=>L?.supply_id===C)?.supply?.name}failed(){let{formats:C}=this,V=this.garden?.now()??0;return(this.commands??[]).map(L=>{let{command_id:r}=L,e=C.moment(Date.parse(L.requested_at),V),t=()=>this.act(r,"replay_failed_command",{command_id:r}),i=()=>this.act(r,"purge_failed_commands",{command_id:r});return o`
        ${this.told(`${L.plant_name} · ${C.ml(L.amount_ml)}`,`${e}: ${L.reason}`)}
        <span class="row">
          ${this.button(r,"replay",t,"strong")} ${this.button(r,"forget",i)}
        </span>
      `})}button(C,V,L,r=""){return o`<button class="pill ${r}" ?disabled=${this.busy===C} @click=${L}>${this.say(V)}</button>`}async act(C,V,L,r){if(!(!this.home||this.busy)){this.busy=C,this.failure="";try{await this.home.callService("plantos",V,L,r,!1)}catch(e){this.failure=await S(this.home,e)}finally{this.busy="",await this.load()}}}async load(){if(this.home?.user?.is_admin)try{let{response:C}=await this.home.callService("plantos","list_failed_commands",{},void 0,!1,!0);this.commands=C.commands}catch(C){this.failure=await S(this.home,C)}}};function d5(M){return Object.values(M.entities).filter(H=>H.platform==="plantos"&&H.translation_key==="status").flatMap(H=>M.states[H.entity_id]?.attributes.open_breakers??[])}function n5(M,H,C){let V=M.moisture.map(([r,e])=>({at:Date.parse(r),value:e})),L=V.at(-1);return L&&L.at>H&&V.pop(),C!==null&&V.push({at:H,value:C}),V}function p5(M,H,C,V,L){let r=[...M.map(A=>A.value),V,L],e=Math.min(...r)-6,t=Math.max(...r)+6,i=20-(t-e);return i>0&&(e-=i/2,t+=i/2),{since:H,until:C,low:Math.max(0,e),high:Math.min(100,t)}}function y(M,H){return Math.min(1,Math.max(0,(H-M.since)/Math.max(1,M.until-M.since)))}function e1(M,H){return Math.min(1,Math.max(0,(M.high-H)/Math.max(1e-9,M.high-M.low)))}function m5(M){let H=M.slice(1).map((L,r)=>L.at-(M[r]?.at??0)),C=H.length?[...H].sort((L,r)=>L-r)[H.length>>1]:0,V=[];return M.forEach((L,r)=>{let e=M[r-1],t=V.at(-1);t&&e&&L.at-e.at<=4*Math.max(C,1)?t.push(L):V.push([L])}),V}function m2(M,H,C,V){return m5(M).map(L=>{let r=L.map(e=>`${y1(y(H,e.at)*C)} ${y1(e1(H,e.value)*V)}`);return r.length===1?`M${r[0]}h.01`:`M${r.join("L")}`}).join("")}function l5(M,H,C,V){return m5(M).filter(L=>L.length>1).map(L=>{let r=y1(y(H,L[0].at)*C),e=y1(y(H,L.at(-1).at)*C);return`${m2(L,H,C,V)}L${e} ${V}L${r} ${V}Z`}).join("")}function P1(M,H){let C;for(let V of M)(!C||Math.abs(V.at-H)<Math.abs(C.at-H))&&(C=V);return C}function l2(M,H){let C=M.until-M.since,V=36e5;if(C<48*V)return[.25,.5,.75].map(t=>({at:M.since+t*C,day:!1}));let L=[],r=H(M.since);for(let t=Math.ceil(M.since/V)*V;t<=M.until;t+=V){let i=H(t);i!==r&&L.push({at:t,day:!0}),r=i}let e=Math.ceil(L.length/8);return L.filter((t,i)=>i%e===0)}function y1(M){return M.toFixed(1).replace(/\.0$/,"")}var K=300,$=72,r3=.02,B1=class extends x{constructor(){super(...arguments);this.days=7;this.failure=""}static{this.properties={plant:{attribute:!1},days:{attribute:!1},formats:{attribute:!1},say:{attribute:!1},history:{state:!0},failure:{state:!0},pointed:{state:!0}}}static{this.styles=[u,s`
      figure {
        margin: 0;
        direction: ltr;
        position: relative;
      }
      .plot {
        position: relative;
        block-size: ${$}px;
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
    `]}willUpdate(C){(C.has("plant")||C.has("days"))&&this.ask()}async ask(){let{plant:C,days:V}=this;try{let L=await this.garden.history(this.hass,C,V);if(this.plant.device_id!==C.device_id||this.days!==V)return;this.history=L,this.failure=""}catch(L){this.failure=await S(this.hass,L)}}render(){let{say:C,plant:V,history:L}=this;if(!L){let A=this.failure&&C("chartFailed",{error:this.failure});return o`<figure><div class="plot"><div class="empty quiet">${A}</div></div></figure>`}let r=this.garden.now(),e=r-(Date.parse(L.until)-Date.parse(L.since)),t=n5(L,r,V.moisture?.value??null).filter(A=>A.at>=e),i=p5(t,e,r,V.moisture_min,V.moisture_max);return t.length<2&&L.waterings.length===0?o`<figure><div class="plot"><div class="empty quiet">${C("chartEmpty")}</div></div></figure>`:o`
      <figure>
        <div
          class="plot"
          role="img"
          tabindex="0"
          aria-label="${C("chart",{days:this.days})}. ${this.summary(t,L.waterings)}"
          @pointermove=${A=>this.point(A,i)}
          @pointerdown=${A=>this.point(A,i)}
          @pointerleave=${()=>this.pointed=void 0}
          @blur=${()=>this.pointed=void 0}
          @keydown=${A=>this.step(A,t)}
        >
          ${this.drawing(t,i)}
          ${L.waterings.filter(A=>Date.parse(A.at)>=e).map(A=>this.drop(A,i))}
          ${this.cursor(t,i)}
        </div>
        <div class="axis" aria-hidden="true">
          ${l2(i,A=>this.formats.day(A)).map(({at:A,day:n})=>o`
              <span style="left:${y(i,A)*100}%">
                ${n?this.formats.weekday(A):this.formats.time(A)}
              </span>
            `)}
        </div>
        <div class="readout" aria-live="polite">${this.readout(t,L.waterings,i)}</div>
      </figure>
    `}drawing(C,V){let L=e1(V,this.plant.moisture_max)*$,r=e1(V,this.plant.moisture_min)*$;return o`
      <svg class="drawing" viewBox="0 0 ${K} ${$}" preserveAspectRatio="none" aria-hidden="true">
        ${l2(V,e=>this.formats.day(e)).map(({at:e})=>{let t=y(V,e)*K;return V1`<line class="tick" x1=${t} x2=${t} y1="0" y2=${$}></line>`})}
        <rect class="band" x="0" width=${K} y=${L} height=${Math.max(0,r-L)}></rect>
        ${[L,r].map(e=>V1`<line class="edge" x1="0" x2=${K} y1=${e} y2=${e}></line>`)}
        <path class="area" d=${l5(C,V,K,$)}></path>
        <path class="line" d=${m2(C,V,K,$)}></path>
      </svg>
    `}drop(C,V){let L=y(V,Date.parse(C.at))*100;return o`
      <svg class="drop ${C.ml>0?"":"none"}" style="left:${L}%" viewBox="0 0 14 14" aria-hidden="true">
        <path d="M7 1C9 4 11 6 11 8.6A4 4 0 0 1 3 8.6C3 6 5 4 7 1Z"></path>
      </svg>
    `}cursor(C,V){let L=this.pointed===void 0?void 0:P1(C,this.pointed);if(!L)return a;let r=y(V,L.at)*100;return o`
      <div class="cursor" style="left:${r}%"></div>
      <div class="dot" style="left:${r}%;top:${e1(V,L.value)*100}%"></div>
    `}readout(C,V,L){if(this.pointed===void 0)return a;let r=P1(C,this.pointed),e=(L.until-L.since)*r3,t=V.find(n=>Math.abs(Date.parse(n.at)-this.pointed)<=e),i=t?Date.parse(t.at):r?.at;if(i===void 0)return a;let A=t?this.say("watered",{ml:this.formats.ml(t.ml)}):r&&this.formats.percent(r.value);return o`<strong>${A}</strong> · ${this.formats.moment(i,L.until)}`}summary(C,V){if(C.length===0)return"";let L=C.map(r=>r.value);return this.say("chartSays",{low:this.formats.percent(Math.min(...L)),high:this.formats.percent(Math.max(...L)),count:V.filter(r=>r.ml>0).length})}point(C,V){let L=C.currentTarget.getBoundingClientRect(),r=Math.min(1,Math.max(0,(C.clientX-L.left)/L.width));this.pointed=V.since+r*(V.until-V.since)}step(C,V){let L={ArrowLeft:-1,ArrowRight:1}[C.key],r=V.at(-1);if(!L||!r)return;C.preventDefault();let e=this.pointed===void 0?r:P1(V,this.pointed),t=V[Math.min(V.length-1,Math.max(0,V.indexOf(e)+L))];this.pointed=t.at}};var v5=v1(class extends I{constructor(){super(...arguments),this.key=a}render(M,H){return this.key=M,H}update(M,[H,C]){return H!==this.key&&(x1(M),this.key=H),C}});var _="plantos-plant-card",e3=["health","chart","times","decision","controls","problems"],v2=7,x5=30;function s5(){let M=Z(document.documentElement.lang||"en");return{schema:[{name:"device_id",required:!0,selector:{device:{entity:[{integration:"plantos",domain:"sensor",device_class:"timestamp"}]}}},{name:"name",selector:{text:{}}},{name:"picture",selector:{text:{}}},{name:"days",default:v2,selector:{number:{min:1,max:x5,mode:"box"}}},{type:"expandable",name:"sections",flatten:!0,schema:e3.map(H=>({name:`show_${H}`,default:!0,selector:{boolean:{}}}))}],computeLabel:({name:H})=>M(`form_${H}`)}}function Z5(M){return Object.values(M.entities).filter(H=>H.platform==="plantos"&&H.translation_key==="next_watering").flatMap(H=>H.device_id??[])}function u5(M){let[H]=Z5(M);return{type:`custom:${_}`,...H?{device_id:H}:{}}}function S5(M,H){let C=M.entities[H],V=C?.platform==="plantos"?C.device_id:void 0;return!V||!Z5(M).includes(V)?null:{config:{type:`custom:${_}`,device_id:V}}}function c5(M){let H=Number(M.days??v2);return Number.isFinite(H)?Math.min(x5,Math.max(1,H)):v2}var h5=s`
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
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
    }
  }
`;var t3=6e4,i3={thriving:"good",well:"good",stressed:"warn",critical:"bad",unknown:"none"},T1=class extends x{constructor(){super(...arguments);this.failure="";this.say=Z("en");this.run=null;this.news="";this.justGiven=!1;this.open=C=>{C.button!==0||C.metaKey||C.ctrlKey||C.shiftKey||(C.preventDefault(),f(C.currentTarget.pathname))}}static{this.styles=[u,O1,h5]}static{this.properties={config:{state:!0},failure:{state:!0}}}static{this.getConfigForm=s5}static{this.getStubConfig=u5}setConfig(C){let V=C.device_id!==this.config?.device_id;this.config=C,V&&this.follow()}getCardSize(){return 7}getGridOptions(){return{columns:12,min_columns:6,rows:"auto"}}set hass(C){let V=this.home;this.home=C,(V?.locale!==C.locale||V.language!==C.language||V.config!==C.config)&&(this.formats=new b(C),this.say=Z(C.language),this.requestUpdate());let L=U(C);L!==this.garden&&(this.garden=L,this.follow());let r=this.config?.device_id;r&&V&&V.devices[r]!==C.devices[r]&&this.requestUpdate()}connectedCallback(){super.connectedCallback(),this.follow(),this.timer=setInterval(()=>this.requestUpdate(),t3)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.timer),this.unfollow?.(),this.unfollow=void 0}updated(){let C=this.renderRoot.querySelector("plantos-run-panel");!this.justGiven||!C||(this.justGiven=!1,C.focusStop())}follow(){this.unfollow?.(),this.unfollow=void 0;let C=this.config?.device_id;!this.isConnected||!this.garden||!C||(this.unfollow=this.garden.follow(C,()=>this.requestUpdate()),this.requestUpdate())}render(){let{config:C,home:V,garden:L}=this;if(!C||!V||!L)return a;let r=C.device_id?L.plant(C.device_id):void 0;return o`<ha-card class=${r&&!L.live?"stale":""}>
      ${r?v5(r.device_id,this.plant(r,V,L)):this.missing(V,L)}
    </ha-card>`}missing(C,V){let L=this.config?.device_id;if(!L)return this.message("chooseDevice");if(!C.devices[L])return this.message("gone");if(!V.live)return this.message(V.failed?"silent":"loading");let r=C.devices[L],e=r.config_entries??[r.primary_config_entry],t=V.hubs.find(A=>e.includes(A.hub_id));if(t?.loaded)return this.message("notAllowed");let i="/config/integrations/integration/plantos";return o`
      ${this.message("notLoaded",{hub:t?.name??"PlantOS"})}
      ${C.user?.is_admin?o`<button class="pill" @click=${()=>f(i)}>${this.say("openSettings")}</button>`:a}
    `}message(C,V){return o`<div class="message" role="status">${l(E(void 0))}
      <p>${this.say(C,V)}</p></div>`}plant(C,V,L){let{say:r,formats:e}=this,t=C.run?.active?C.run:null;return o`
      ${this.header(C)}
      ${L.live?a:o`<p class="note" role="status">${l(r1)}${r("stale")}</p>`}
      ${this.shows("problems")?this.problems(C,V):a} ${this.moisture(C)}
      ${this.shows("chart")&&C.moisture?o`<plantos-moisture-line
            .hass=${V}
            .garden=${L}
            .plant=${C}
            .days=${c5(this.config)}
            .formats=${e}
            .say=${r}
          ></plantos-moisture-line>`:a}
      ${this.shows("times")?this.times(C,L.now()):a}
      ${this.shows("decision")?this.decision(C):a}
      ${t?o`<plantos-run-panel
            .hass=${V}
            .garden=${L}
            .plant=${C}
            .formats=${e}
            .say=${r}
          ></plantos-run-panel>`:a}
      ${this.shows("controls")?this.controls(C,V,t):a}
      ${this.failure?o`<p class="error" role="alert">${r("failed",{error:this.failure})}</p>`:a}
      <div class="unseen" aria-live="polite">${this.newsOf(C.run)}</div>
    `}shows(C){return this.config?.[`show_${C}`]!==!1}header(C){let{say:V,config:L}=this,{health:r}=C,e=L?.name||C.name,t=r.score===null?"":` ${this.formats.percent(r.score)}`,i=r.status==="unknown"?V("notJudged"):V(r.status),A=r.limiting?V("limitedBy",{what:V(`limits_${r.limiting}`)}):"";return o`
      <header class="tone-${i3[r.status]??"none"}">
        <div class="face">
          ${L?.picture?o`<img src=${L.picture} alt="" />`:l(E(C.species?.group))}
        </div>
        <div class="titles">
          <h2><bdi>${e}</bdi></h2>
          ${C.species?o`<div class="species quiet"><bdi>${C.species.scientific||C.species.name}</bdi></div>`:a}
        </div>
        ${this.shows("health")?o`<button
              class="chip"
              title=${A}
              aria-label="${V("health")}: ${i}${t}. ${A}"
              @click=${()=>L1(this,C.entities.health)}
            >
              <span>${i}</span>
            </button>`:a}
      </header>
    `}moisture(C){let{say:V,formats:L}=this,{moisture:r,moisture_min:e,moisture_max:t}=C;if(!r)return a;let{value:i}=r,A=q(C),n={min:L.number(e),max:L.number(t)},d=i===null?V("moistureUnknown"):V("moistureNow",{value:L.percent(i),min:L.percent(e),max:L.percent(t)});return o`
      <div class="moisture ${c1(A)}">
        <button class="value" aria-label=${d} @click=${()=>L1(this,C.entities.moisture)}>
          <bdi>${i===null?"–":L.number(i)}<small> %</small></bdi>
        </button>
        <div class="gauge">
          <div class="verdict">
            <strong>${V(A)}${this.doubt(r)}</strong>
            <span class="quiet"><bdi>${V("wanted",n)}</bdi></span>
          </div>
          ${h1(C)}
        </div>
      </div>
    `}doubt(C){return C.value===null?a:C.quality===0?o` · ${this.say("quarantined")}`:C.source==="cache"?o` · ${this.say("cached")}`:C.source==="backup"?o` · ${this.say("backup")}`:a}times(C,V){let{say:L,formats:r}=this,e=C.last_watered?Date.parse(C.last_watered):null,{told:t,between:i}=f1(C,V,r,L);return o`
      <dl class="facts">
        <div class="fact">
          ${l(r2)}
          <dt>${L("next")}</dt>
          <dd>${t}</dd>
          ${i?o`<dd class="more"><bdi>${i}</bdi></dd>`:a}
        </div>
        <div class="fact">
          ${l(S1)}
          <dt>${L("last")}</dt>
          <dd><bdi>${e===null?L("never"):r.moment(e,V)}</bdi></dd>
          ${this.given(C)}
        </div>
      </dl>
    `}given({run:C,today_ml:V}){let L=[],r=C&&!C.active?C.delivered_ml:0;return r>0&&L.push(this.formats.ml(r)),Math.round(V)>Math.round(r)&&L.push(this.say("today",{ml:this.formats.ml(V)})),L.length?o`<dd class="more"><bdi>${L.join(" · ")}</bdi></dd>`:a}decision(C){let{run:V,decision:L}=C,r=!L.denied&&V&&!V.active&&V.failure?V.failure:"";return o`
      <p class="why">
        ${l(i2)}
        <span>
          <span class="unseen">${this.say("why")}: </span><bdi>${L.sentence}</bdi>
          ${L.denied?o`<br /><bdi>${this.say("held",{why:L.denied})}</bdi>`:a}
          ${r?o`<br /><bdi>${this.say("lastTry",{why:r})}</bdi>`:a}
        </span>
      </p>
    `}problems(C,V){return C.problems.length===0?a:o`
      <ul>
        ${C.problems.map(L=>o`
            <li class="problem">
              ${l(D)}<span><bdi>${L.sentence}</bdi></span>
              ${V.user?.is_admin?o`<a href=${L.path} aria-label=${this.say("fix")} @click=${this.open}>${l(M1)}</a>`:a}
            </li>
          `)}
      </ul>
    `}controls(C,V,L){let{say:r,formats:e}=this,t=C.entities.automatic_watering,i=C.has_outlet?o`<plantos-water-now
          .hass=${V}
          .plant=${C}
          .formats=${e}
          .say=${r}
          @given=${()=>this.justGiven=!0}
        ></plantos-water-now>`:o`<span class="note">${l(S1)}${r("noOutlet")}</span>`;return o`
      <div class="controls">
        ${L?a:i}
        ${t?o`<button
              class="switch"
              role="switch"
              aria-checked=${C.automatic}
              aria-label=${r("automaticLabel")}
              @click=${()=>this.switchAutomatic(V,t,!C.automatic)}
            >
              ${r("automatic")}<i></i>
            </button>`:a}
      </div>
    `}async switchAutomatic(C,V,L){this.failure="";try{await C.callService("switch",L?"turn_on":"turn_off",{},{entity_id:V},!1)}catch(r){this.failure=await S(C,r)}}newsOf(C){let V=this.run;if(this.run=C,!C||!V||V.run_id===C.run_id&&V.state===C.state)return this.news;let L=r=>this.formats.ml(r);return C.state==="watering"?this.news=`${this.say("watering")}: ${L(C.amount_ml)}`:C.state==="awaiting_approval"?this.news=this.say("awaiting",{ml:L(C.amount_ml)}):V.active&&!C.active&&(this.news=C.delivered_ml>0?this.say("ended",{ml:L(C.delivered_ml)}):this.say("endedWithout")),this.news}};function g5(M,H){let C=Math.min(M.delivered_ml,M.amount_ml);if(M.state!=="watering"||!M.opened_at||M.planned_seconds<=0)return{share:O5(C,M.amount_ml),ml:C,secondsLeft:0};let V=Math.max(0,(H-Date.parse(M.opened_at))/1e3),L=M.earlier_ml+M.pulse_ml*Math.min(1,V/M.planned_seconds),r=Math.min(M.amount_ml,Math.max(C,L));return{share:O5(r,M.amount_ml),ml:r,secondsLeft:Math.max(0,M.planned_seconds-V)}}function O5(M,H){return H>0?Math.min(1,Math.max(0,M/H)):0}var f5=500,F1=class extends x{constructor(){super(...arguments);this.stopping="";this.failure=""}static{this.properties={plant:{attribute:!1},formats:{attribute:!1},say:{attribute:!1},stopping:{state:!0},failure:{state:!0}}}static{this.styles=[u,s`
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
        transition: inline-size ${f5}ms linear;
      }
      @media (prefers-reduced-motion: reduce) {
        .bar div {
          transition: none;
        }
      }
    `]}connectedCallback(){super.connectedCallback(),this.timer=setInterval(()=>this.plant.run?.state==="watering"&&this.requestUpdate(),f5)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.timer)}async focusStop(){await this.updateComplete,this.renderRoot.querySelector(".stop")?.focus()}render(){let{run:C}=this.plant;return C?o`
      <section>
        ${C.state==="awaiting_approval"?this.question(C):this.progress(C)}
        ${this.failure?o`<p class="error" role="alert">${this.say("failed",{error:this.failure})}</p>`:a}
      </section>
    `:a}progress(C){let{say:V,formats:L}=this,{share:r,ml:e,secondsLeft:t}=g5(C,this.garden.now()),i=V("progress",{given:L.ml(e),asked:L.ml(C.amount_ml)}),A=Math.round(r*100);return o`
      <div class="row">
        <div class="what">
          <strong>${this.stopping===C.run_id?V("stopping"):this.state(C)}</strong>
          <span class="quiet numbers"><bdi>${i}</bdi>${this.seconds(C,t)}</span>
        </div>
        <button class="pill stop" @click=${()=>this.stop(C)}>${l(A2)}${V("stop")}</button>
      </div>
      <div
        class="bar"
        role="progressbar"
        aria-label=${V("watering")}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${A}
        aria-valuetext=${i}
      >
        <div style="inline-size:${r*100}%"></div>
      </div>
    `}seconds(C,V){if(C.state!=="watering")return a;let L=V>0?this.say("secondsLeft",{seconds:Math.ceil(V)}):this.say("closing");return o` · <bdi>${L}</bdi>`}state(C){switch(C.state){case"queued":return this.say("queued");case"validating":case"planning":return this.say("checking");case"soaking":return this.say("soakingBetween");default:return this.say("watering")}}question(C){let{say:V,formats:L}=this;return o`
      <div class="row">
        ${l(M2)}
        <div class="what">
          <strong>${V("awaiting",{ml:L.ml(C.amount_ml)})}</strong>
          <span class="quiet">${C.reason}</span>
        </div>
      </div>
      <div class="row">
        <button class="pill strong" @click=${()=>this.act("approve_watering")}>${V("approve")}</button>
        <button class="pill" @click=${()=>this.act("reject_watering")}>${V("reject")}</button>
      </div>
    `}async stop(C){this.stopping=C.run_id,await this.act("stop_watering")||(this.stopping="")}async act(C){this.failure="";try{return await this.hass.callService("plantos",C,{},{device_id:this.plant.device_id},!1),!0}catch(V){return this.failure=await S(this.hass,V),!1}}};function R1(M){let H=new Map,C=[];for(let[L,r]of o3(M)){let e=n=>r.find(n)?.entity_id,t=n=>e(d=>d.translation_key===n),i=(n,d)=>e(({entity_id:p})=>p.startsWith(`${n}.`)&&M.states[p]?.attributes.device_class===d),A=t("water_used");if(t("next_watering")){let n={device:L,name:k5(M,L),...w5({moisture:i("sensor","moisture"),waterUsed:A,problem:i("binary_sensor","problem"),thirsty:t("needs_water"),status:t("watering_status")})};a3(M,H,M.devices[L]?.area_id??null).plants.push(n)}else if(t("status")){let n=[t("status"),t("watering")].filter(d=>d!==void 0);C.push({device:L,name:k5(M,L),status:n,...w5({waterUsed:A})})}}let V=[...H.values()].sort((L,r)=>x2(L.name,r.name));for(let L of V)L.plants.sort((r,e)=>x2(r.name,e.name));return{groups:V,hubs:C.sort((L,r)=>x2(L.name,r.name))}}function o3({entities:M}){let H=new Map;for(let C of Object.values(M)){if(C.platform!=="plantos"||!C.device_id)continue;let V=H.get(C.device_id)??[];H.set(C.device_id,V),V.push(C)}return H}function a3(M,H,C){let V=C?M.areas[C]:void 0,L=V?C:null,r=H.get(L)??{area:L,name:V?.name??null,icon:V?.icon??null,plants:[]};return H.set(L,r),r}function k5(M,H){let C=M.devices[H];return C?.name_by_user||C?.name||""}function x2(M,H){return M===null||H===null?+(M===null)-+(H===null):M.localeCompare(H)}function w5(M){return Object.fromEntries(Object.entries(M).filter(([,H])=>H!==void 0))}var E1="plantos",A3=3,b5="mdi:sprout",D1=class extends HTMLElement{static{this.registryDependencies=["entities","devices","areas"]}static{this.configRequired=!1}static{this.noEditor=!0}static getCreateSuggestions(H){return{title:Z(H.language)("garden"),icon:b5}}static shouldRegenerate(H,C,V){return C.language!==V.language||C.user?.is_admin!==V.user?.is_admin?!0:!(C.entities===V.entities&&C.devices===V.devices&&C.areas===V.areas)&&JSON.stringify(R1(C))!==JSON.stringify(R1(V))}static async generate(H,C){let V=Z(C.language),L=R1(C),r=[n3(L,V)];return L.groups.length>0&&(r.push(...L.groups.map(e=>p3(e,L,V))),C.config.components.includes("recorder")&&r.push(m3(L,V))),C.user?.is_admin&&L.hubs.length>0&&r.push(l3(L,V)),{views:r}}};function $1(M,H,C,V){return{type:"sections",title:M,path:H,icon:C,max_columns:A3,sections:V}}function W(...M){return{type:"grid",cards:M}}function Z2(M,H){return{type:"heading",heading:M,icon:H}}function y5(M){return{type:`custom:${_}`,device_id:M.device}}var d3=["queued","validating","planning","watering"];function n3({groups:M},H){let C=M.flatMap(V=>V.plants).flatMap(V=>{let L=[V.problem,V.thirsty].filter(e=>e!==void 0);if(L.length===0)return[];let r=L.map(e=>({condition:"state",entity:e,state:"on"}));return V.status&&r.push({condition:"state",entity:V.status,state:d3}),[{...W(y5(V)),visibility:[{condition:"or",conditions:r}]}]});return $1(H("overview"),"overview",b5,[W({type:`custom:${z}`}),...C])}function P5({name:M},{groups:H},C){return M??C(H.length>1?"otherPlants":"plants")}function p3(M,H,C){let V=P5(M,H,C),L=M.plants.map(r=>W(y5(r)));return $1(V,M.area?`area-${M.area}`:"plants",M.icon??"mdi:flower",L)}function m3(M,H){let{groups:C,hubs:V}=M,L={grid_options:{columns:"full"}},r=C.flatMap(n=>{let d=s2(n.plants,"moisture");if(d.length===0)return[];let p={type:"history-graph",hours_to_show:24,entities:d,...L},m={type:"statistics-graph",stat_types:["mean"],period:"hour",days_to_show:7,entities:d,...L},v=C.length>1?`: ${P5(n,M,H)}`:"";return[W(Z2(`${H("soilMoisture")}${v}`,"mdi:water-percent"),p,m)]}),e={type:"statistics-graph",stat_types:["change"],chart_type:"bar",period:"day",days_to_show:30},t=C.flatMap(n=>n.plants),i=[s2(V,"waterUsed"),s2(t,"waterUsed")].filter(n=>n.length>0),A=W(Z2(H("waterUse"),"mdi:water"),...i.map(n=>({...e,entities:n,...L})));return $1(H("past"),"history","mdi:chart-line",i.length>0?[A,...r]:r)}function s2(M,H){return M.flatMap(({name:C,[H]:V})=>V?[{entity:V,name:C}]:[])}function l3({hubs:M},H){let C=M.map(({name:L,status:r})=>{let e=r.map(t=>({type:"tile",entity:t,name:{type:"entity"}}));return W(Z2(L,"mdi:hub-outline"),...e)}),V=W({type:`custom:${b1}`,grid_options:{columns:"full"}});return $1(H("maintenance"),"maintenance","mdi:wrench",[V,...C])}var B5=10,_1=class extends x{constructor(){super(...arguments);this.open=!1;this.amount=0;this.asking=!1;this.failure="";this.key=""}static{this.properties={plant:{attribute:!1},formats:{attribute:!1},say:{attribute:!1},open:{type:Boolean,reflect:!0},amount:{state:!0},asking:{state:!0},failure:{state:!0}}}static{this.styles=[u,s`
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
    `]}render(){let{say:C,plant:V}=this;if(!this.open)return o`
        <button class="pill water" aria-expanded="false" @click=${this.begin}>${l(Q)}${C("waterNow")}</button>
      `;let L=this.formats.ml(V.largest_ml);return o`
      <form @submit=${this.give} @keydown=${this.escape} novalidate>
        <div class="amount">
          ${this.stepper(-1,o2,C("less"))}
          <input
            type="number"
            inputmode="numeric"
            min="1"
            step="any"
            max=${V.largest_ml}
            .value=${String(this.amount)}
            aria-label=${C("amount")}
            aria-describedby="hint"
            @input=${r=>this.amount=r.target.valueAsNumber}
          />
          <span class="unit quiet">ml</span>
          ${this.stepper(1,a2,C("more"))}
        </div>
        <div id="hint" class="hint ${this.right?"quiet":"error"}">
          <bdi>${C(this.right?"atMost":"amountWrong",{ml:L})}</bdi>
        </div>
        ${this.failure?o`<p class="error" role="alert">${C("failed",{error:this.failure})}</p>`:a}
        <div class="row">
          <button type="button" class="pill" @click=${this.cancel}>${C("cancel")}</button>
          <button type="submit" class="pill strong" ?disabled=${!this.right||this.asking}>
            ${l(Q)}${C("give",{ml:this.right?this.formats.ml(this.amount):""})}
          </button>
        </div>
      </form>
    `}stepper(C,V,L){return o`<button type="button" aria-label=${L} @click=${()=>this.change(C)}>${l(V)}</button>`}get right(){return this.amount>0&&this.amount<=this.plant.largest_ml}get step(){return this.plant.largest_ml<=100?5:this.plant.largest_ml<=1e3?B5:5*B5}change(C){let{step:V}=this,L=Number.isFinite(this.amount)?this.amount:this.plant.dose_ml,r=C>0?Math.floor(L/V+1)*V:Math.ceil(L/V-1)*V;this.amount=Math.min(this.plant.largest_ml,Math.max(Math.min(V,this.plant.largest_ml),r))}async begin(){this.amount=Math.round(Math.min(this.plant.dose_ml,this.plant.largest_ml)),this.failure="",this.key=`card-${Date.now()}-${Math.random().toString(36).slice(2)}`,this.open=!0,await this.updateComplete,this.renderRoot.querySelector("input")?.select()}async cancel(){this.open=!1,await this.updateComplete,this.renderRoot.querySelector("button")?.focus()}escape(C){C.key==="Escape"&&(C.stopPropagation(),this.cancel())}async give(C){if(C.preventDefault(),!(!this.right||this.asking)){this.asking=!0,this.failure="";try{let V={amount_ml:this.amount,idempotency_key:this.key};await this.hass.callService("plantos","water_plant",V,{device_id:this.plant.device_id},!1),this.open=!1,this.dispatchEvent(new CustomEvent("given"))}catch(V){this.failure=await S(this.hass,V),C5(V)&&(this.key+="+")}finally{this.asking=!1}}}};k("plantos-moisture-line",B1);k("plantos-run-panel",F1);k("plantos-water-now",_1);k(_,T1);k("plantos-garden-row",k1);k(z,g1);k(b1,w1);k(`ll-strategy-dashboard-${E1}`,D1);var F5="https://github.com/plantos/plantos",t1=Z(document.documentElement.lang||navigator.language);function R5(M){let H=window.customCards??=[];H.some(({type:C})=>C===M.type)||H.push({...M,preview:!0,documentationURL:F5})}R5({type:_,name:t1("cardName"),description:t1("cardDescription"),getEntitySuggestion:S5});R5({type:z,name:t1("gardenCardName"),description:t1("gardenCardDescription"),getEntitySuggestion:()=>null});var T5=window.customStrategies??=[];T5.some(({type:M})=>M===E1)||T5.push({type:E1,strategyType:"dashboard",name:"PlantOS",description:t1("strategyDescription"),documentationURL:F5});
