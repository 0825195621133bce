Target amd64-unicode
; Airtill's installer for Windows: one script for test builds and releases, packed by `cargo xtask bundle`.
;
; It is given on the command line:
;   VERSION     three numbers: 1.2.3
;   SHOWN       the version as a person reads it
;   PUBLISHER   the name in Windows' list of programs
;   PROGRAM     the till's .exe, signed
;   FILES       a script that names the files beside it, see replace.nsh
;   SIGN        a program that signs the uninstaller, its one argument, in place; without it, none does
;   OUTPUT      the installer that is written; its maker signs it
;   COMPRESSOR  lzma, unless another is named
;
; The switches and exit codes stand in docs/rollout.md. The parts are:
;   codes.nsh, stop.nsh  exit codes, and how one is said
;   start.nsh            switches, and what is looked at before anything changes
;   kinds.nsh            for one person or for all, and the elevated copy of us
;   till.nsh             a till that runs
;   replace.nsh          files, each put in its place by one call
;   entries.nsh          registry and shortcut
;   company.nsh          the company's folder, which administrators alone write
;   webview2.nsh         what draws the window
;   screens.nsh          what a person sees, in the words of languages/
;   uninstall.nsh        the way back

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WinVer.nsh
!include nsDialogs.nsh
!include "Win\COM.nsh"
!include "Win\Propkey.nsh"

!define /ifndef COMPRESSOR lzma
SetCompressor /SOLID ${COMPRESSOR}
; A download that was cut off is refused before anything else, and no switch turns that off.
CRCCheck force

!searchparse "${VERSION}" "" MAJOR "." MINOR "." PATCH
!define /math UPPER ${MAJOR} * 65536
!define /math VERSION_HIGH ${UPPER} + ${MINOR}
!define /math VERSION_LOW ${PATCH} * 65536

!define NAME "Airtill"
!define APP_ID "com.airtill.till"
!define FOLDER "${NAME}-${VERSION}"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

; The number of the one section of the installer.
!define THE_SECTION 0

!include "codes.nsh"

Name "${NAME}"
OutFile "${OUTPUT}"
BrandingText "${NAME} ${SHOWN}"
InstallDir ""
; For one person nobody is asked for a password. The copy of us that installs for all asks when it is needed.
RequestExecutionLevel user
ManifestSupportedOS Win10
ManifestDPIAware true
ManifestDPIAwareness PerMonitorV2
ManifestLongPathAware true
SetOverwrite try
SetDateSave off
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow
Icon "${__FILEDIR__}\..\..\icons\icon.ico"
UninstallIcon "${__FILEDIR__}\..\..\icons\icon.ico"

; The uninstaller is signed before it is packed. The installer is signed by its maker, when it is whole.
!ifdef SIGN
  !uninstfinalize '"${SIGN}" "%1"' = 0
!endif

; user or all.
Var Kind
; Switches, 1 or 0: /P, /UPDATE, /R, and that an elevated copy is at work for another.
Var Passive
Var Update
Var Restart
Var Elevated
; What /ARGS hands to the till.
Var Arguments
; Where Airtill is, of each kind; empty where it is not.
Var ForUser
Var ForAll
; The version that is there, as a person reads it; empty where there is none.
Var Before
; 1 when a till that was open has closed for us.
Var Closed
; 1 when an elevated copy has done the work.
Var Done
; The company's folder that could not be made or guarded; empty where all is well.
Var CompanyFolder
; 1 when this computer cannot draw the window yet.
Var NoWebView2
; 1 when the uninstaller removes the person's data as well.
Var RemovesData
; 1 when the uninstaller runs as another account than the person's who began it.
Var OfAnother

!include "stop.nsh"
!include "replace.nsh"
!include "till.nsh"
!include "kinds.nsh"
!include "company.nsh"
!include "webview2.nsh"
!include "entries.nsh"
!include "screens.nsh"

!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "Arabic"
!include "languages\english.nsh"
!include "languages\french.nsh"
!include "languages\arabic.nsh"
!include "start.nsh"

!macro VersionResource LANGUAGE
  VIAddVersionKey /LANG=${LANGUAGE} "ProductName" "${NAME}"
  VIAddVersionKey /LANG=${LANGUAGE} "ProductVersion" "${SHOWN}"
  VIAddVersionKey /LANG=${LANGUAGE} "FileVersion" "${VERSION}"
  VIAddVersionKey /LANG=${LANGUAGE} "FileDescription" "${NAME} Setup"
  VIAddVersionKey /LANG=${LANGUAGE} "CompanyName" "${PUBLISHER}"
  VIAddVersionKey /LANG=${LANGUAGE} "LegalCopyright" "${PUBLISHER}"
!macroend
VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
!insertmacro VersionResource ${LANG_ENGLISH}
!insertmacro VersionResource ${LANG_FRENCH}
!insertmacro VersionResource ${LANG_ARABIC}

; The order is the promise: whatever moment the computer stops at, the program that is there is the old or the new one,
; with all of its files, and it can be removed. What only the new one needs comes first, then what can remove either,
; then the one call that makes the new one the program, then what names it.
Section "-${NAME}"
  ${If} ${Silent}
    Call Begin
    ${If} $Done = 1
      Return
    ${EndIf}
  ${EndIf}
  Call LookAtFolder
  Call CloseTill
  !include "${FILES}"
  Call WriteUninstall
  ${Replace} "${PROGRAM}" "$INSTDIR" "airtill.exe"
  Call WriteVersion
  Call WriteAssociation
  Call WriteShortcut
  Call RemoveOldFolders
  Call MakeCompanyFolder
  Call LookForWebView2
SectionEnd

!include "uninstall.nsh"
