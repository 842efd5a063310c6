# Presses TAB behind a line in an interactive zsh, and prints each word that it offers behind `HIT `.
# Arguments: the folder with the script `_lp-warehouse`, the line.
zmodload zsh/zpty || exit 1
zpty shell zsh -f -i
init='
PROMPT=
fpath=('${(qq)1}' $fpath)
autoload -Uz compinit
compinit -u -D
bindkey "^I" complete-word
comppostfuncs=( exit )
zstyle ":completion:*" insert-tab false
compadd () {
    # With these options it offers nothing, but stores words for later.
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
        builtin compadd "$@"
        return
    fi
    typeset -a hits
    builtin compadd -A hits "$@"
    builtin compadd "$@"
    for hit in $hits; do echo -E - "HIT $hit"; done
}
echo ready
'
zpty -w shell "source =(cat <<< ${(qq)init})"
zpty -r shell printed '*ready*'
zpty -w -n shell "$2"$'\t'
# The shell ends when it has offered everything, and nothing can be read then.
repeat 1000; do
    zpty -r shell printed || break
    print -r -- "$printed"
done
zpty -d shell
