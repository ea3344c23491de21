import { Button, FileButton, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readFile } from './read-file'

interface TableTextProps {
  readonly label: string
  readonly description: string
  readonly placeholder: string
  readonly value: string
  readonly onChange: (text: string) => void
}

/** A table pasted from a spreadsheet, or taken from its CSV file. */
export const TableText = ({ label, description, placeholder, value, onChange }: TableTextProps) => {
  const { t } = useTranslation()
  const [said, setSaid] = useState<'no-text' | 'guessed' | null>(null)
  const take = async (file: File): Promise<void> => {
    const read = await readFile(file)
    setSaid(read === null ? 'no-text' : read.guessed ? 'guessed' : null)
    if (read !== null) onChange(read.text)
  }
  return (
    <>
      <Textarea
        label={label}
        description={description}
        placeholder={placeholder}
        minRows={6}
        maxRows={12}
        autosize
        value={value}
        onChange={(event) => {
          setSaid(null)
          onChange(event.currentTarget.value)
        }}
        spellCheck={false}
      />
      <div>
        <FileButton
          accept=".csv,.txt,.tsv"
          onChange={(file) => {
            if (file !== null) void take(file)
          }}
        >
          {(props) => (
            <Button variant="default" size="xs" {...props}>
              {t('pupils.fromFile')}
            </Button>
          )}
        </FileButton>
      </div>
      {said !== null && (
        <Text size="sm" role="alert">
          {t(`tableText.${said}`)}
        </Text>
      )}
    </>
  )
}
