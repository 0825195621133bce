; One sentence and one exit code: how the installer and the uninstaller stop.
;
; A silent one writes its sentence to the standard output, where the program that started it may read it.

!macro Stop CODE SENTENCE
  Push "${SENTENCE}"
  Push ${CODE}
  !ifdef __UNINSTALL__
    Call un.StopWith
  !else
    Call StopWith
  !endif
!macroend
!define Stop "!insertmacro Stop"

!macro Tell SENTENCE
  Push "${SENTENCE}"
  !ifdef __UNINSTALL__
    Call un.Write
  !else
    Call Write
  !endif
!macroend
!define Tell "!insertmacro Tell"

!macro StopFunctions UN
  ; Stack: code, sentence. Does not return.
  Function ${UN}StopWith
    Pop $R8
    Pop $R9
    ${If} ${Silent}
      Push $R9
      Call ${UN}Write
    ${Else}
      MessageBox MB_OK|MB_ICONSTOP "$R9"
    ${EndIf}
    !if "${UN}" == ""
      Call StartClosedTill
    !endif
    SetErrorLevel $R8
    Quit
  FunctionEnd

  ; Stack: sentence. Writes it in UTF-8 to the standard output, or to the console that we were started from.
  Function ${UN}Write
    Exch $0
    Push $1
    Push $2
    Push $3
    System::Call 'kernel32::GetStdHandle(i -11)p.r1'
    ${If} $1 P= 0
    ${OrIf} $1 P= -1
      System::Call 'kernel32::AttachConsole(i -1)'
      System::Call 'kernel32::GetStdHandle(i -11)p.r1'
    ${EndIf}
    System::Call 'kernel32::WideCharToMultiByte(i 65001, i 0, w "$0$\r$\n", i -1, p 0, i 0, p 0, p 0)i.r3'
    System::Alloc $3
    Pop $2
    System::Call 'kernel32::WideCharToMultiByte(i 65001, i 0, w "$0$\r$\n", i -1, p r2, i r3, p 0, p 0)'
    ; Without the zero at its end.
    IntOp $3 $3 - 1
    System::Call 'kernel32::WriteFile(p r1, p r2, i r3, *i.r0, p 0)'
    System::Free $2
    Pop $3
    Pop $2
    Pop $1
    Pop $0
  FunctionEnd
!macroend
!insertmacro StopFunctions ""
!insertmacro StopFunctions "un."
